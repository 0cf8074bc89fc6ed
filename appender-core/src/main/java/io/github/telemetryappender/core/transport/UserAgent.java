package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How requests name their sender: {@code telemetry-appender/<version>}. */
final class UserAgent {

  private static final String VALUE = "telemetry-appender/" + version();

  private UserAgent() {}

  static String value() {
    return VALUE;
  }

  /** The build writes it; classes that were compiled without the build have none. */
  private static String version() {
    try (InputStream in = UserAgent.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        return "dev";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "dev");
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties cannot be read", e);
    }
  }
}
