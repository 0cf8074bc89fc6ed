package io.github.telemetryappender.core.format.datadog;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the logs of a process come from, written once as members of an object: source, tags,
 * service, host, process and static attributes. Environment and version are tags, by Datadog's
 * "unified service tagging".
 */
record Origin(byte[] members) {

  private static final String DEFAULT_SOURCE = "java";

  static Origin of(FormatContext context) {
    RenderBuffer out = new RenderBuffer(256);
    JsonWriter json = new JsonWriter();
    json.start(out);
    ResourceConfig resource = context.resource();
    Map<String, String> options = context.endpoint().options();
    text("ddsource", options.getOrDefault("ddsource", DEFAULT_SOURCE), json);
    text("ddtags", tags(options.get("ddtags"), resource), json);
    text("service", resource.serviceName(), json);
    text("hostname", resource.hostName(), json);
    json.key(JsonKey.of("process.pid"));
    json.number(resource.processId());
    attributes(resource.attributes(), json);
    return new Origin(Arrays.copyOf(out.array(), out.size()));
  }

  private static String tags(@Nullable String typed, ResourceConfig resource) {
    List<String> tags = new ArrayList<>();
    if (resource.environment() != null) {
      tags.add("env:" + resource.environment());
    }
    if (resource.serviceVersion() != null) {
      tags.add("version:" + resource.serviceVersion());
    }
    if (typed != null) {
      tags.add(typed);
    }
    return String.join(",", tags);
  }

  private static void attributes(Map<String, String> attributes, JsonWriter json) {
    if (!attributes.isEmpty()) {
      json.key(JsonKey.of("resource"));
      json.beginObject();
      attributes.forEach((key, value) -> text(key, value, json));
      json.endObject();
    }
  }

  private static void text(String key, @Nullable String value, JsonWriter json) {
    if (value != null && !value.isEmpty()) {
      json.key(JsonKey.of(key));
      json.string(value);
    }
  }

  int length() {
    return members.length;
  }
}
