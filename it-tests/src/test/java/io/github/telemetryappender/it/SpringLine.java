package io.github.telemetryappender.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A line of Spring Boot. The module {@code spring-boot} has compiled the application {@code
 * com.example.shop} with it and written down the class paths: two lines never meet in one JVM.
 */
enum SpringLine {
  CURRENT,
  PREVIOUS;

  /** What else the application has on its class path. */
  enum Extra {
    NONE,
    ACTUATOR
  }

  /** The application's classes, and all that Spring Boot would give it. */
  String classPath(Framework framework, Extra extra) {
    String name = framework + (extra == Extra.NONE ? "" : "-" + extra);
    Path built = Path.of("..", "spring-boot", lower(name()), "target").toAbsolutePath().normalize();
    try {
      Path list = built.resolve("classpaths").resolve(lower(name) + ".txt");
      return built.resolve("classes") + File.pathSeparator + Files.readString(list).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the module spring-boot has to be built first", e);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
