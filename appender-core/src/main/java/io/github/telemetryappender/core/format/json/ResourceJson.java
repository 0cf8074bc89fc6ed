package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is the same in all objects of a process, written once: both parts are members of an object
 * with their commas between them, or empty.
 *
 * @param process {@code service.name} to {@code process.pid}
 * @param attributes {@code resource}, the static attributes
 */
public record ResourceJson(byte[] process, byte[] attributes) {

  /** What {@code resource} says. */
  public static ResourceJson of(ResourceConfig resource) {
    return new ResourceJson(process(resource), attributes(resource.attributes()));
  }

  /** Bytes of both parts. */
  public int length() {
    return process.length + attributes.length;
  }

  private static byte[] process(ResourceConfig resource) {
    RenderBuffer out = new RenderBuffer(128);
    JsonWriter json = new JsonWriter();
    json.start(out);
    text("service.name", resource.serviceName(), json);
    text("service.version", resource.serviceVersion(), json);
    text("service.environment", resource.environment(), json);
    text("host.name", resource.hostName(), json);
    json.key(JsonKey.of("process.pid"));
    json.number(resource.processId());
    return Arrays.copyOf(out.array(), out.size());
  }

  private static void text(String key, @Nullable String value, JsonWriter json) {
    if (value != null && !value.isEmpty()) {
      json.key(JsonKey.of(key));
      json.string(value);
    }
  }

  private static byte[] attributes(Map<String, String> attributes) {
    RenderBuffer out = new RenderBuffer(128);
    JsonWriter json = new JsonWriter();
    json.start(out);
    if (!attributes.isEmpty()) {
      json.key(JsonKey.of("resource"));
      json.beginObject();
      attributes.forEach(
          (key, value) -> {
            json.key(JsonKey.of(key));
            json.string(value);
          });
      json.endObject();
    }
    return Arrays.copyOf(out.array(), out.size());
  }
}
