package io.github.telemetryappender.it.versions;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Class paths of applications. */
final class ClassPaths {

  private static final Path DIRECTORY = Path.of(System.getProperty("it.classpaths"));

  /** What the appenders bring along, as this JVM found it, and the application itself. */
  private static final List<String> OF_THE_APPENDERS =
      List.of(
          "appender-core",
          "appender-logback",
          "appender-log4j2",
          "okhttp-jvm",
          "okio-jvm",
          "kotlin-stdlib",
          "jackson-core",
          "it-tests");

  private ClassPaths() {}

  /** The appenders, and the jars in these directories of {@code target/classpaths}. */
  static String with(String... names) {
    Stream<String> jars = Stream.of(names).flatMap(ClassPaths::jarsIn);
    return Stream.concat(jars, ofTheAppenders()).collect(Collectors.joining(File.pathSeparator));
  }

  private static Stream<String> jarsIn(String name) {
    try (Stream<Path> jars = Files.list(DIRECTORY.resolve(name))) {
      return jars.map(Path::toString).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException("no class path " + name, e);
    }
  }

  private static Stream<String> ofTheAppenders() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> OF_THE_APPENDERS.stream().anyMatch(path::contains));
  }
}
