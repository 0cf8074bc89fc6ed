package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A receiver of OTLP/HTTP logs, in protobuf or JSON. The protobuf is read by the official generated
 * classes; what they do not know is refused. So are empty envelopes, a missing observed time, ids
 * of the wrong length, attributes without a value or with a key twice: a real receiver takes some
 * of these, yet the protocol forbids them.
 */
public final class OtlpServer implements ProtocolServer {

  /** How a body is written. */
  public enum Encoding {
    PROTOBUF("application/x-protobuf"),
    JSON("application/json");

    private final String contentType;

    Encoding(String contentType) {
      this.contentType = contentType;
    }
  }

  private static final int MAX_BODY_BYTES = 64 << 20;

  private final Encoding encoding;
  private final Predicate<ReceivedEvent> rejected;

  /** A receiver that takes every event that is right. */
  public OtlpServer(Encoding encoding) {
    this(encoding, event -> false);
  }

  /**
   * @param rejected the events that it rejects, answering with partial success
   */
  public OtlpServer(Encoding encoding, Predicate<ReceivedEvent> rejected) {
    this.encoding = encoding;
    this.rejected = rejected;
  }

  @Override
  public String path() {
    return "/v1/logs";
  }

  @Override
  public Answer answer(Request request) {
    try {
      requireRightRequest(request);
      List<ReceivedEvent> events = new ArrayList<>();
      for (ResourceLogs resource : parse(request.body()).getResourceLogsList()) {
        readResource(resource, events);
      }
      if (events.isEmpty()) {
        throw Refusal.badRequest("no log records");
      }
      return success(events);
    } catch (Refusal refusal) {
      return Answer.text(refusal.status(), refusal.getMessage(), List.of());
    }
  }

  private void requireRightRequest(Request request) throws Refusal {
    if (!request.path().equals(path())) {
      throw new Refusal(404, "no such path: " + request.path());
    }
    if (!request.header("Content-Type").equals(encoding.contentType)) {
      throw new Refusal(415, "Content-Type " + request.header("Content-Type"));
    }
    if (request.body().length > MAX_BODY_BYTES) {
      throw new Refusal(413, "a body of " + request.body().length + " bytes");
    }
  }

  private ExportLogsServiceRequest parse(byte[] body) throws Refusal {
    if (encoding == Encoding.JSON) {
      ExportLogsServiceRequest.Builder builder = ExportLogsServiceRequest.newBuilder();
      OtlpJson.read(Json.read(body), builder);
      return builder.build();
    }
    try {
      ExportLogsServiceRequest request = ExportLogsServiceRequest.parseFrom(body);
      requireKnown(request);
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw Refusal.badRequest("not protobuf: " + e.getMessage());
    }
  }

  private static void requireKnown(Message message) throws Refusal {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw Refusal.badRequest(
          "unknown fields %s in %s"
              .formatted(
                  message.getUnknownFields().asMap().keySet(),
                  message.getDescriptorForType().getName()));
    }
    for (Object value : message.getAllFields().values()) {
      for (Object element : value instanceof List<?> list ? list : List.of(value)) {
        if (element instanceof Message inner) {
          requireKnown(inner);
        }
      }
    }
  }

  private static void readResource(ResourceLogs resource, List<ReceivedEvent> events)
      throws Refusal {
    ObjectNode attributes = attributes(resource.getResource().getAttributesList());
    requireFilled("resourceLogs", resource.getScopeLogsCount());
    for (ScopeLogs scope : resource.getScopeLogsList()) {
      requireFilled("scopeLogs", scope.getLogRecordsCount());
      for (LogRecord record : scope.getLogRecordsList()) {
        events.add(event(attributes, scope.getScope().getName(), record));
      }
    }
  }

  private static void requireFilled(String envelope, int count) throws Refusal {
    if (count == 0) {
      throw Refusal.badRequest("empty " + envelope);
    }
  }

  private static ReceivedEvent event(ObjectNode resource, String scope, LogRecord record)
      throws Refusal {
    requireRight(record);
    ObjectNode whole = Json.MAPPER.createObjectNode();
    whole.set("resource", resource);
    whole.put("scope", scope);
    whole.put("timeUnixNano", record.getTimeUnixNano());
    whole.put("observedTimeUnixNano", record.getObservedTimeUnixNano());
    whole.put("severityNumber", record.getSeverityNumberValue());
    whole.put("severityText", record.getSeverityText());
    whole.set("body", value(record.getBody()));
    whole.set("attributes", attributes(record.getAttributesList()));
    whole.put("traceId", hex(record.getTraceId()));
    whole.put("spanId", hex(record.getSpanId()));
    whole.put("flags", record.getFlags());
    whole.put("eventName", record.getEventName());
    return new ReceivedEvent(
        whole.path("attributes").path("event.id").asText(), whole.path("body").asText(), whole);
  }

  private static void requireRight(LogRecord record) throws Refusal {
    if (record.getObservedTimeUnixNano() == 0) {
      throw Refusal.badRequest("no observedTimeUnixNano");
    }
    if (record.getSeverityNumberValue() < 0 || record.getSeverityNumberValue() > 24) {
      throw Refusal.badRequest("severityNumber " + record.getSeverityNumberValue());
    }
    requireId("traceId", record.getTraceId(), 16);
    requireId("spanId", record.getSpanId(), 8);
    if (!record.getSpanId().isEmpty() && record.getTraceId().isEmpty()) {
      throw Refusal.badRequest("a spanId without a traceId");
    }
  }

  private static void requireId(String name, ByteString id, int bytes) throws Refusal {
    boolean isZero = id.equals(ByteString.copyFrom(new byte[bytes]));
    if (!id.isEmpty() && (id.size() != bytes || isZero)) {
      throw Refusal.badRequest(name + " " + hex(id));
    }
  }

  private static ObjectNode attributes(List<KeyValue> pairs) throws Refusal {
    ObjectNode attributes = Json.MAPPER.createObjectNode();
    Set<String> keys = new HashSet<>();
    for (KeyValue pair : pairs) {
      if (pair.getKey().isEmpty() || !keys.add(pair.getKey())) {
        throw Refusal.badRequest("the attribute key \"" + pair.getKey() + "\" is empty or twice");
      }
      if (!pair.hasValue()) {
        throw Refusal.badRequest("attribute " + pair.getKey() + " without a value");
      }
      attributes.set(pair.getKey(), value(pair.getValue()));
    }
    return attributes;
  }

  private static JsonNode value(AnyValue value) throws Refusal {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> Json.MAPPER.getNodeFactory().textNode(value.getStringValue());
      case BOOL_VALUE -> Json.MAPPER.getNodeFactory().booleanNode(value.getBoolValue());
      case INT_VALUE -> Json.MAPPER.getNodeFactory().numberNode(value.getIntValue());
      case DOUBLE_VALUE -> Json.MAPPER.getNodeFactory().numberNode(value.getDoubleValue());
      case BYTES_VALUE ->
          Json.MAPPER.getNodeFactory().binaryNode(value.getBytesValue().toByteArray());
      case ARRAY_VALUE -> {
        var array = Json.MAPPER.createArrayNode();
        for (AnyValue element : value.getArrayValue().getValuesList()) {
          array.add(value(element));
        }
        yield array;
      }
      case KVLIST_VALUE -> attributes(value.getKvlistValue().getValuesList());
      case VALUE_NOT_SET -> Json.MAPPER.nullNode();
      default -> throw Refusal.badRequest("a value of the kind " + value.getValueCase());
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private Answer success(List<ReceivedEvent> events) {
    List<ReceivedEvent> kept = events.stream().filter(rejected.negate()).toList();
    long rejectedCount = events.size() - kept.size();
    if (encoding == Encoding.JSON) {
      String answer =
          rejectedCount == 0
              ? "{}"
              : "{\"partialSuccess\":{\"rejectedLogRecords\":\"%d\",\"errorMessage\":\"no\"}}"
                  .formatted(rejectedCount);
      return Answer.json(200, answer, kept);
    }
    ExportLogsServiceResponse.Builder answer = ExportLogsServiceResponse.newBuilder();
    if (rejectedCount > 0) {
      answer.setPartialSuccess(
          ExportLogsPartialSuccess.newBuilder()
              .setRejectedLogRecords(rejectedCount)
              .setErrorMessage("no"));
    }
    return new Answer(200, encoding.contentType, answer.build().toByteArray(), kept);
  }
}
