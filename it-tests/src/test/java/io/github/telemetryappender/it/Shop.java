package io.github.telemetryappender.it;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the application {@code com.example.shop} is started: a line of Spring Boot, a framework, a
 * logging configuration of the test resources, and application properties.
 */
final class Shop {

  static final String APPLICATION = "com.example.shop.ShopApplication";
  static final String WATCHED = "com.example.shop.WatchedApplication";
  static final String READY = "ready\n";

  /** What the console shows of an event, so that it can be compared: level, logger and message. */
  private static final String SEEN = "seen|";

  private static final String LOGBACK_PATTERN =
      SEEN + "%level|%logger|%replace(%msg){'[\\r\\n]+','~'}|%n%nopex";
  private static final String LOG4J2_PATTERN =
      SEEN + "%level|%logger|%replace{%m}{[\\r\\n]+}{~}|%n%ex{none}";

  private final SpringLine line;
  private final Framework framework;
  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private SpringLine.Extra extra = SpringLine.Extra.NONE;

  Shop(SpringLine line, Framework framework, Path directory) {
    this.line = line;
    this.framework = framework;
    this.directory = directory;
    property("spring.application.name", "shop");
    property("spring.main.banner-mode", "off");
    property("spring.main.keep-alive", "true");
    property("logging.pattern.console", consolePattern());
  }

  private String consolePattern() {
    return framework == Framework.LOGBACK ? LOGBACK_PATTERN : LOG4J2_PATTERN;
  }

  /** One line of {@code application.properties}. */
  Shop property(String name, Object value) {
    properties.put(name, value.toString());
    return this;
  }

  /** A system property; the only kind that a configuration read before Spring can see. */
  Shop systemProperty(String name, Object value) {
    options.add("-D" + name + "=" + value);
    return this;
  }

  Shop with(SpringLine.Extra extra) {
    this.extra = extra;
    return this;
  }

  /**
   * Starts it.
   *
   * @param configuration the directory of the test resources below {@code spring} that holds the
   *     frameworks' files
   * @param file the name of the framework's file in it, without the framework's own name
   */
  ChildJvm start(String configuration, String file, String main) {
    try {
      systemProperty("shop.consolePattern", consolePattern());
      Files.createDirectories(directory);
      copy("/spring/" + configuration + "/", frameworkName() + file);
      Files.writeString(directory.resolve("application.properties"), propertiesFile());
      String classPath = directory + File.pathSeparator + line.classPath(framework, extra);
      return ChildJvm.start(directory, options, classPath, main);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String frameworkName() {
    return framework == Framework.LOGBACK ? "logback" : "log4j2";
  }

  private void copy(String from, String file) throws IOException {
    try (InputStream stream = Shop.class.getResourceAsStream(from + file)) {
      Files.copy(stream, directory.resolve(file));
    }
  }

  private String propertiesFile() {
    return properties.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
        .collect(joining("\n"));
  }

  /** The events that the console shows, each as level, logger and message, in order. */
  static List<String> seen(String output) {
    return output
        .lines()
        .filter(text -> text.startsWith(SEEN))
        .map(text -> text.substring(SEEN.length()))
        .toList();
  }

  /** The events that the endpoint accepted, in the same form. */
  static List<String> arrived(Endpoint endpoint) {
    return endpoint.acceptedEvents().stream()
        .map(
            event ->
                "%s|%s|%s|"
                    .formatted(
                        event.path("log.level").asText(),
                        event.path("log.logger").asText(),
                        event.path("message").asText().replaceAll("[\r\n]+", "~")))
        .toList();
  }
}
