package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all events of a process, written once.
 *
 * @param protobuf the field {@code resource} of a ResourceLogs message
 * @param json the {@code resource} object
 */
record OtlpResource(byte[] protobuf, byte[] json) {

  private static final int RESOURCE = 1;
  private static final int ATTRIBUTES = 1;

  /** What OpenTelemetry asks for where nobody named the service. */
  private static final String UNKNOWN_SERVICE = "unknown_service:java";

  static OtlpResource of(FormatContext context) {
    Map<String, Object> attributes = attributes(context.resource(), context.instanceId());
    return new OtlpResource(protobuf(attributes), json(attributes));
  }

  private static Map<String, Object> attributes(ResourceConfig resource, String instanceId) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    String name = resource.serviceName();
    attributes.put("service.name", name == null || name.isEmpty() ? UNKNOWN_SERVICE : name);
    put("service.version", resource.serviceVersion(), attributes);
    put("deployment.environment.name", resource.environment(), attributes);
    attributes.put("service.instance.id", instanceId);
    put("host.name", resource.hostName(), attributes);
    attributes.put("process.pid", resource.processId());
    attributes.putAll(resource.attributes());
    return attributes;
  }

  private static void put(String key, @Nullable String value, Map<String, Object> attributes) {
    if (value != null && !value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  private static byte[] protobuf(Map<String, Object> attributes) {
    RenderBuffer out = new RenderBuffer(512);
    ProtoWriter proto = new ProtoWriter(out);
    int resource = proto.open(RESOURCE);
    write(attributes, new ProtoAttributes(proto, ATTRIBUTES));
    proto.close(resource);
    return Arrays.copyOf(out.array(), out.size());
  }

  private static byte[] json(Map<String, Object> attributes) {
    RenderBuffer out = new RenderBuffer(512);
    JsonWriter json = new JsonWriter();
    json.start(out);
    json.beginObject();
    json.key(JsonKey.of("attributes"));
    json.beginArray();
    write(attributes, new JsonLogsWriter.JsonAttributes(json));
    json.endArray();
    json.endObject();
    return Arrays.copyOf(out.array(), out.size());
  }

  private static void write(Map<String, Object> attributes, AttributeSink sink) {
    attributes.forEach(
        (name, value) -> {
          AttributeKey key = AttributeKey.of(name);
          if (value instanceof Long number) {
            sink.integer(key, number);
          } else {
            byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
            sink.text(key, utf8, 0, utf8.length);
          }
        });
  }
}
