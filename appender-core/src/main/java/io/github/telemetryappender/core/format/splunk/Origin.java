package io.github.telemetryappender.core.format.splunk;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import java.util.Arrays;
import java.util.Map;

/** Where the events of a process come from, written once as members of an object. */
record Origin(byte[] members) {

  /** Splunk's own type for events that are JSON objects. */
  private static final String DEFAULT_SOURCE_TYPE = "_json";

  static Origin of(FormatContext context) {
    RenderBuffer out = new RenderBuffer(128);
    JsonWriter json = new JsonWriter();
    json.start(out);
    Map<String, String> options = context.endpoint().options();
    text("host", options.getOrDefault("host", context.resource().hostName()), json);
    text("source", options.getOrDefault("source", ""), json);
    text("sourcetype", options.getOrDefault("sourcetype", DEFAULT_SOURCE_TYPE), json);
    text("index", context.endpoint().index(), json);
    return new Origin(Arrays.copyOf(out.array(), out.size()));
  }

  private static void text(String key, String value, JsonWriter json) {
    if (!value.isEmpty()) {
      json.key(JsonKey.of(key));
      json.string(value);
    }
  }

  int length() {
    return members.length;
  }
}
