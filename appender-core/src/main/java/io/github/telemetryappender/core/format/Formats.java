package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.format.json.JsonFormat;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import java.util.List;

/** The formats there are, by the name typed in the {@code format} setting. */
public final class Formats {

  /** Their names, the default first. */
  public static final List<String> NAMES = List.of("json", "ndjson");

  private Formats() {}

  /**
   * The format that the endpoint is configured for.
   *
   * @throws SettingsException when there is none of that name
   */
  public static PayloadFormat of(EndpointConfig endpoint, ResourceConfig resource) {
    return switch (endpoint.format()) {
      case "json" -> JsonFormat.json(resource);
      case "ndjson" -> JsonFormat.ndjson(resource);
      default ->
          throw new SettingsException(
              "format = " + endpoint.format() + " is none of " + String.join(", ", NAMES));
    };
  }
}
