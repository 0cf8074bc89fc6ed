package io.github.telemetryappender.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an application's JVM is started: with this JVM's {@code java} and class path.
 *
 * @param tokenUrl where the applications get their tokens; null where there is none to ask
 */
record Launch(URI endpoint, String format, @Nullable URI tokenUrl, @Nullable String token) {

  private static final String HEAP = "-Xmx128m";

  /** For the embedded endpoint. */
  static Launch at(Endpoint endpoint) {
    return new Launch(endpoint.logsUrl(), "json", endpoint.tokenUrl(), null);
  }

  /** For a real one. */
  static Launch at(Arguments.Target target) {
    return new Launch(target.url(), target.format(), null, target.token());
  }

  /** The process of an application, not yet started. */
  ProcessBuilder of(ApplicationKind kind) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(HEAP);
    command.add("-Ddemo.endpoint=" + endpoint);
    command.add("-Ddemo.format=" + format);
    if (tokenUrl != null) {
      command.add("-D" + DemoTokens.URL_PROPERTY + "=" + tokenUrl);
    }
    if (tokenUrl == null && token == null) {
      command.add("-D" + kind.configurationProperty() + "=" + withoutAuth(kind).toUri());
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(kind.mainClass().getName());

    ProcessBuilder builder = new ProcessBuilder(command);
    if (token != null) {
      builder.environment().put(DemoTokens.TOKEN_VARIABLE, token);
    }
    return builder;
  }

  /** The configuration for an endpoint that wants no credential, in a file of its own. */
  private static Path withoutAuth(ApplicationKind kind) throws IOException {
    Path file = Files.createTempFile("demo-", "-" + kind.configuration());
    file.toFile().deleteOnExit();
    return Files.writeString(file, withoutAuth(textOf(kind.configuration())));
  }

  /** A configuration of this module without its line of credentials. */
  static String withoutAuth(String configuration) {
    return configuration.replaceAll("(?mi)^\\s*<auth\\b.*\\R", "");
  }

  private static String textOf(String resource) throws IOException {
    try (InputStream stream = Launch.class.getResourceAsStream("/" + resource)) {
      if (stream == null) {
        throw new FileNotFoundException("resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** It holds a token. */
  @Override
  public String toString() {
    return endpoint + " as " + format;
  }
}
