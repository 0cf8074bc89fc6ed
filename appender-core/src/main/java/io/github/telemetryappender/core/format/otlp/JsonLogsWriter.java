package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.UnixNanos;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an {@code ExportLogsServiceRequest} as JSON: lowerCamelCase keys, ids in hex, 64-bit
 * integers as strings, enums as numbers (OTLP specification, "JSON Protobuf Encoding"). One thread
 * at a time.
 */
final class JsonLogsWriter implements BodyWriter {

  private static final JsonKey NAME = JsonKey.of("name");
  private static final JsonKey DROPPED = JsonKey.of("droppedAttributesCount");
  private static final JsonKey FLAGS = JsonKey.of("flags");
  private static final JsonKey TRACE_ID = JsonKey.of("traceId");
  private static final JsonKey SPAN_ID = JsonKey.of("spanId");
  private static final JsonKey EVENT_NAME = JsonKey.of("eventName");

  private static final byte[] RECORD_START = ascii("{\"timeUnixNano\":\"");
  private static final byte[] OBSERVED = ascii("\",\"observedTimeUnixNano\":\"");
  private static final byte[][] SEVERITIES = severities();
  private static final byte[] BODY_START = ascii("\"body\":{\"stringValue\":");
  private static final byte[] BODY_END = ascii("}");
  private static final byte[] ATTRIBUTES_START = ascii("\"attributes\":[");

  private static final byte[] SCOPE_START = ascii("{\"scope\":{");
  private static final byte[] RECORDS_START = ascii("},\"logRecords\":[");
  private static final byte[] RECORDS_END = ascii("]}");
  private static final byte[] REQUEST_START = ascii("{\"resourceLogs\":[{\"resource\":");
  private static final byte[] SCOPES_START = ascii(",\"scopeLogs\":[");
  private static final byte[] REQUEST_END = ascii("]}]}");

  private static final byte[] NO_NAME = {};

  private final byte[] resource;
  private final JsonWriter json = new JsonWriter();
  private final UnixNanos time = new UnixNanos();
  private final UnixNanos observedTime = new UnixNanos();
  private final RecordAttributes attributes = new RecordAttributes();
  private final JsonAttributes attributeSink = new JsonAttributes(json);

  /** Whose scope is open. */
  private final KeptText logger = new KeptText();

  private boolean scopeIsOpen;

  JsonLogsWriter(OtlpResource resource) {
    this.resource = resource.json();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[][] severities() {
    byte[][] severities = new byte[Severity.COUNT][];
    for (Severity severity : Severity.values()) {
      int number = LogRecordFacts.severityNumber(severity);
      severities[severity.rank()] = ascii("\",\"severityNumber\":" + number + ",\"severityText\":");
    }
    return severities;
  }

  @Override
  public void begin(RenderBuffer out) {
    scopeIsOpen = false;
    out.put(REQUEST_START);
    out.put(resource);
    out.put(SCOPES_START);
  }

  /** What is open is taken note of at the end only: an event that fails leaves no trace. */
  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    boolean isSameScope = scopeIsOpen && logger.is(event.logger());
    json.start(out);
    if (isSameScope) {
      out.put((byte) ',');
    } else {
      openScope(event.logger(), out);
    }
    writeRecord(event, out);
    if (!isSameScope) {
      scopeIsOpen = true;
      logger.set(event.logger());
    }
  }

  private void openScope(@Nullable Utf8Slice name, RenderBuffer out) {
    if (scopeIsOpen) {
      out.put(RECORDS_END);
      out.put((byte) ',');
    }
    json.open(SCOPE_START);
    json.key(NAME);
    if (name == null) {
      json.string(NO_NAME, 0, 0);
    } else {
      json.string(name);
    }
    json.inside(RECORDS_START);
  }

  private void writeRecord(RecordReader event, RenderBuffer out) {
    out.put(RECORD_START);
    time.append(LogRecordFacts.timeSecond(event), LogRecordFacts.timeNano(event), out);
    out.put(OBSERVED);
    observedTime.append(
        LogRecordFacts.observedSecond(event), LogRecordFacts.observedNano(event), out);
    json.inside(SEVERITIES[event.severity().rank()]);
    json.string(event.level());
    Utf8Slice body = LogRecordFacts.body(event);
    if (body != null) {
      json.open(BODY_START);
      json.string(body);
      json.close(BODY_END);
    }
    writeAttributes(event);
    writeTrace(event);
    KeptText eventName = attributes.eventName();
    if (eventName != null) {
      json.key(EVENT_NAME);
      json.string(eventName.array(), 0, eventName.length());
    }
    json.endObject();
  }

  private void writeAttributes(RecordReader event) {
    json.open(ATTRIBUTES_START);
    int dropped = attributes.write(event, attributeSink);
    json.endArray();
    if (dropped > 0) {
      json.key(DROPPED);
      json.number(dropped);
    }
  }

  private void writeTrace(RecordReader event) {
    if (event.traceFlags() != 0) {
      json.key(FLAGS);
      json.number(event.traceFlags());
    }
    if (event.hasTraceId()) {
      json.key(TRACE_ID);
      json.hexString(event.traceId());
    }
    if (event.hasSpanId()) {
      json.key(SPAN_ID);
      json.hexString(event.spanId());
    }
  }

  @Override
  public void end(RenderBuffer out) {
    if (scopeIsOpen) {
      out.put(RECORDS_END);
    }
    out.put(REQUEST_END);
  }

  /** Attributes as objects of key and value; the value's key is its type. */
  static final class JsonAttributes implements AttributeSink {

    private static final byte[] TEXT_VALUE = ascii("{\"stringValue\":");
    private static final byte[] VALUE_END = ascii("}");
    private static final byte[] ATTRIBUTE_END = ascii("}}");
    private static final byte[] TEXTS_END = ascii("]}}}");

    private final JsonWriter json;

    JsonAttributes(JsonWriter json) {
      this.json = json;
    }

    @Override
    public void text(AttributeKey key, byte[] utf8, int offset, int length) {
      key.begin(JsonStart.TEXT, json);
      json.string(utf8, offset, length);
      json.close(ATTRIBUTE_END);
    }

    /** A value that is no attribute's. */
    void textValue(byte[] utf8, int offset, int length) {
      json.open(TEXT_VALUE);
      json.string(utf8, offset, length);
      json.close(VALUE_END);
    }

    @Override
    public void integer(AttributeKey key, long value) {
      key.begin(JsonStart.INTEGER, json);
      json.numberString(value);
      json.close(ATTRIBUTE_END);
    }

    @Override
    public void floating(AttributeKey key, double value) {
      key.begin(JsonStart.FLOATING, json);
      json.number(value);
      json.close(ATTRIBUTE_END);
    }

    @Override
    public void bool(AttributeKey key, boolean value) {
      key.begin(JsonStart.BOOLEAN, json);
      json.bool(value);
      json.close(ATTRIBUTE_END);
    }

    @Override
    public void nothing(AttributeKey key) {
      key.begin(JsonStart.NOTHING, json);
      json.close(ATTRIBUTE_END);
    }

    @Override
    public void texts(AttributeKey key, RecordEntries values) {
      key.begin(JsonStart.TEXTS, json);
      while (values.next()) {
        Utf8Slice text = values.text();
        textValue(text.array(), text.offset(), text.length());
      }
      json.close(TEXTS_END);
    }
  }
}
