package io.github.telemetryappender.core.format.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.format.AnyEvent;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenTelemetry's own classes read from our bodies is what the events held. */
class OtlpRoundTripTest {

  private static final JsonMapper JACKSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  @Property(tries = 150)
  void anyEventsComeBackFromProtobuf(@ForAll("events") List<AnyEvent> events) throws Exception {
    check(events, protobuf(render("otlp", events)));
  }

  @Property(tries = 150)
  void anyEventsComeBackFromJson(@ForAll("events") List<AnyEvent> events) throws Exception {
    check(events, json(render("otlp-json", events)));
  }

  @Property(tries = 60)
  void bothEncodingsSayTheSame(@ForAll("events") List<AnyEvent> events) throws Exception {
    assertThat(records(json(render("otlp-json", events))))
        .isEqualTo(records(protobuf(render("otlp", events))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp", "otlp-json"})
  void bodiesLargerThanAnyBufferComeBack(String format) throws Exception {
    CaptureBench bench = new CaptureBench();
    for (int i = 0; i < 3_000; i++) {
      int number = i;
      bench.read(
          fields -> {
            fields.logger("a.Logger" + number / 7);
            fields.message("x".repeat(number % 400) + number);
          });
    }
    bench.read(fields -> fields.message("y".repeat(200_000)));
    ExportLogsServiceRequest request =
        parsed(format, AnyEvent.body(AnyEvent.format(format), bench.sink().records()));

    List<LogRecord> records = records(request);
    assertThat(records).hasSize(3_001);
    for (int i = 0; i < 3_000; i++) {
      assertThat(records.get(i).getBody().getStringValue()).endsWith("" + i);
    }
    assertThat(records.get(3_000).getBody().getStringValue()).hasSize(200_000);
    assertThat(request.getResourceLogsList())
        .extracting(ResourceLogs::getResource)
        .containsOnly(request.getResourceLogs(0).getResource());
    for (ResourceLogs logs : request.getResourceLogsList()) {
      assertThat(logs.getScopeLogsList()).allMatch(scope -> scope.getLogRecordsCount() > 0);
    }
  }

  private static byte[] render(String format, List<AnyEvent> events) {
    return AnyEvent.body(
        AnyEvent.format(format),
        events.stream().<EventScript>map(event -> event::read).toArray(EventScript[]::new));
  }

  private static void check(List<AnyEvent> events, ExportLogsServiceRequest request) {
    List<LogRecord> records = new ArrayList<>();
    List<String> loggers = new ArrayList<>();
    for (ResourceLogs logs : request.getResourceLogsList()) {
      checkResource(attributes(logs.getResource().getAttributesList()));
      for (ScopeLogs scope : logs.getScopeLogsList()) {
        for (LogRecord record : scope.getLogRecordsList()) {
          records.add(record);
          loggers.add(scope.getScope().getName());
        }
      }
    }
    assertThat(records).hasSameSizeAs(events);
    for (int i = 0; i < events.size(); i++) {
      assertThat(loggers.get(i)).isEqualTo(events.get(i).logger());
      checkRecord(events.get(i), i, records.get(i));
    }
  }

  private static void checkResource(Map<String, @Nullable Object> resource) {
    assertThat(resource)
        .containsEntry("service.name", "shop")
        .containsEntry("service.version", "1.2")
        .containsEntry("deployment.environment.name", "test")
        .containsEntry("service.instance.id", AnyEvent.INSTANCE_ID)
        .containsEntry("host.name", "host-1")
        .containsEntry("process.pid", 4711L)
        .containsEntry("team", "a \"b\"")
        .hasSize(7);
  }

  private static void checkRecord(AnyEvent event, int index, LogRecord record) {
    assertThat(record.getTimeUnixNano()).isEqualTo(event.epochMillis() * 1_000_000);
    assertThat(record.getObservedTimeUnixNano() / 1_000_000 - CaptureBench.ACCEPTED_AT_EPOCH_MILLIS)
        .isBetween(0L, 2L); // some events are but a little younger than the one before
    assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
    assertThat(record.getSeverityText()).isEqualTo("INFO");
    assertThat(record.getBody().getStringValue()).isEqualTo(event.message());
    assertThat(hex(record.getTraceId())).isEqualTo(event.traced() ? AnyEvent.TRACE_ID : "");
    assertThat(hex(record.getSpanId())).isEqualTo(event.traced() ? AnyEvent.SPAN_ID : "");
    assertThat(record.getFlags()).isEqualTo(event.traced() ? 1 : 0);
    Expected expected = expected(event, index);
    assertThat(attributes(record.getAttributesList())).isEqualTo(expected.attributes);
    assertThat(record.getDroppedAttributesCount()).isEqualTo(expected.dropped);
  }

  /** The rule in other words: ours first, then pairs, then MDC; a taken key gets a prefix. */
  private static Expected expected(AnyEvent event, int index) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    attributes.put("event.id", "00000000000000ab-n-" + Integer.toHexString(index));
    attributes.put("thread.name", "worker");
    attributes.put("thread.id", 7L);
    if (event.stackTrace() != null) {
      attributes.put("exception.type", "java.lang.Boom");
      attributes.put("exception.message", "why");
      attributes.put("exception.stacktrace", event.stackTrace());
    }
    if (!event.tags().isEmpty()) {
      attributes.put("tags", event.tags());
    }
    int dropped = 0;
    Set<String> keys = new HashSet<>(attributes.keySet());
    for (Map.Entry<String, @Nullable Object> pair : event.attributes().entrySet()) {
      dropped += put(pair.getKey(), "attributes.", typed(pair.getValue()), keys, attributes);
    }
    for (Map.Entry<String, String> label : event.labels().entrySet()) {
      dropped += put(label.getKey(), "labels.", label.getValue(), keys, attributes);
    }
    return new Expected(attributes, dropped);
  }

  private static int put(
      String key,
      String prefix,
      @Nullable Object value,
      Set<String> keys,
      Map<String, @Nullable Object> attributes) {
    String free = keys.add(key) ? key : keys.add(prefix + key) ? prefix + key : "";
    boolean isTaken = free.isEmpty() && !key.isEmpty();
    if (!isTaken) {
      attributes.put(free, value);
    }
    return isTaken ? 1 : 0;
  }

  private static @Nullable Object typed(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.precision() <= 15 && decimal.scale() >= 0
          ? (Object) decimal.doubleValue()
          : decimal.toString();
    }
    return value;
  }

  private record Expected(Map<String, @Nullable Object> attributes, int dropped) {}

  private static Map<String, @Nullable Object> attributes(List<KeyValue> list) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (KeyValue pair : list) {
      assertThat(attributes).as("keys are unique").doesNotContainKey(pair.getKey());
      attributes.put(pair.getKey(), value(pair.getValue()));
    }
    return attributes;
  }

  private static @Nullable Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOL_VALUE -> value.getBoolValue();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(OtlpRoundTripTest::value).toList();
      default -> null;
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static List<LogRecord> records(ExportLogsServiceRequest request) {
    return request.getResourceLogsList().stream()
        .flatMap(logs -> logs.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  static ExportLogsServiceRequest parsed(String format, byte[] body) throws Exception {
    return format.equals("otlp") ? protobuf(body) : json(body);
  }

  private static ExportLogsServiceRequest protobuf(byte[] body) throws Exception {
    return ExportLogsServiceRequest.parseFrom(body);
  }

  /** Reads OTLP's JSON, whose ids are hex, so that protobuf's own reader of JSON will not do. */
  private static ExportLogsServiceRequest json(byte[] body) throws Exception {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (JsonNode logs : JACKSON.readTree(body).get("resourceLogs")) {
      ResourceLogs.Builder resourceLogs = request.addResourceLogsBuilder();
      resourceLogs.setResource(
          Resource.newBuilder().addAllAttributes(pairs(logs.get("resource").get("attributes"))));
      for (JsonNode scope : logs.get("scopeLogs")) {
        ScopeLogs.Builder scopeLogs = resourceLogs.addScopeLogsBuilder();
        scopeLogs.setScope(
            InstrumentationScope.newBuilder().setName(scope.get("scope").get("name").asText()));
        scope.get("logRecords").forEach(record -> scopeLogs.addLogRecords(record(record)));
      }
    }
    return request.build();
  }

  private static LogRecord record(JsonNode json) {
    LogRecord.Builder record = LogRecord.newBuilder();
    assertThat(json.get("timeUnixNano").isTextual()).isTrue();
    record.setTimeUnixNano(Long.parseUnsignedLong(json.get("timeUnixNano").asText()));
    record.setObservedTimeUnixNano(
        Long.parseUnsignedLong(json.get("observedTimeUnixNano").asText()));
    record.setSeverityNumberValue(json.get("severityNumber").intValue());
    record.setSeverityText(json.get("severityText").asText());
    if (json.has("body")) {
      record.setBody(value(json.get("body")));
    }
    record.addAllAttributes(pairs(json.get("attributes")));
    record.setDroppedAttributesCount(json.path("droppedAttributesCount").asInt());
    record.setFlags(json.path("flags").asInt());
    record.setTraceId(bytes(json.path("traceId").asText()));
    record.setSpanId(bytes(json.path("spanId").asText()));
    record.setEventName(json.path("eventName").asText());
    return record.build();
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static List<KeyValue> pairs(JsonNode json) {
    List<KeyValue> pairs = new ArrayList<>();
    for (JsonNode pair : json) {
      pairs.add(
          KeyValue.newBuilder()
              .setKey(pair.get("key").asText())
              .setValue(value(pair.get("value")))
              .build());
    }
    return pairs;
  }

  private static AnyValue value(JsonNode json) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (json.has("stringValue")) {
      value.setStringValue(json.get("stringValue").textValue());
    } else if (json.has("intValue")) {
      value.setIntValue(Long.parseLong(json.get("intValue").textValue()));
    } else if (json.has("doubleValue")) {
      value.setDoubleValue(Double.parseDouble(json.get("doubleValue").asText()));
    } else if (json.has("boolValue")) {
      value.setBoolValue(json.get("boolValue").booleanValue());
    } else if (json.has("arrayValue")) {
      ArrayValue.Builder array = value.getArrayValueBuilder();
      json.get("arrayValue").get("values").forEach(each -> array.addValues(value(each)));
    }
    return value.build();
  }

  @Provide
  static Arbitrary<List<AnyEvent>> events() {
    return AnyEvent.any().list().ofMinSize(1).ofMaxSize(5);
  }
}
