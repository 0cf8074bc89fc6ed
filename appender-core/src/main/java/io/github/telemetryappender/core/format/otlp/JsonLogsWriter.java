package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.ScratchBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes an {@code ExportLogsServiceRequest} as JSON: lowerCamelCase keys, ids in hex, 64-bit
 * integers as strings, enums as numbers (OTLP specification, "JSON Protobuf Encoding"). One thread
 * at a time.
 */
final class JsonLogsWriter implements BodyWriter {

  private static final byte[] NAME = JsonWriter.keyBytes("name");
  private static final byte[] TIME = JsonWriter.keyBytes("timeUnixNano");
  private static final byte[] OBSERVED_TIME = JsonWriter.keyBytes("observedTimeUnixNano");
  private static final byte[] SEVERITY_NUMBER = JsonWriter.keyBytes("severityNumber");
  private static final byte[] SEVERITY_TEXT = JsonWriter.keyBytes("severityText");
  private static final byte[] BODY = JsonWriter.keyBytes("body");
  private static final byte[] ATTRIBUTES = JsonWriter.keyBytes("attributes");
  private static final byte[] DROPPED = JsonWriter.keyBytes("droppedAttributesCount");
  private static final byte[] FLAGS = JsonWriter.keyBytes("flags");
  private static final byte[] TRACE_ID = JsonWriter.keyBytes("traceId");
  private static final byte[] SPAN_ID = JsonWriter.keyBytes("spanId");
  private static final byte[] EVENT_NAME = JsonWriter.keyBytes("eventName");

  private static final byte[] SCOPE_START = ascii("{\"scope\":{");
  private static final byte[] RECORDS_START = ascii("},\"logRecords\":[");
  private static final byte[] RECORDS_END = ascii("]}");
  private static final byte[] BODY_START = ascii("{\"resourceLogs\":[{\"resource\":");
  private static final byte[] SCOPES_START = ascii(",\"scopeLogs\":[");
  private static final byte[] BODY_END = ascii("]}]}");

  private final byte[] resource;
  private final JsonWriter json = new JsonWriter();
  private final RecordAttributes attributes = new RecordAttributes();
  private final JsonAttributes attributeSink = new JsonAttributes(json);
  private final ScratchBuffer record = new ScratchBuffer();
  private final OpenLogger logger = new OpenLogger();
  private boolean scopeIsOpen;

  JsonLogsWriter(OtlpResource resource) {
    this.resource = resource.json();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void begin(RenderBuffer out) {
    scopeIsOpen = false;
    out.put(BODY_START);
    out.put(resource);
    out.put(SCOPES_START);
  }

  /** Written aside first: what breaks down on the way leaves no trace. */
  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    RenderBuffer written = record.cleared();
    json.start(written);
    writeRecord(event);
    if (scopeIsOpen && logger.is(event.logger())) {
      out.put((byte) ',');
    } else {
      openScope(event, out);
    }
    out.put(written.array(), 0, written.size());
  }

  private void openScope(RecordReader event, RenderBuffer out) {
    if (scopeIsOpen) {
      out.put(RECORDS_END);
      out.put((byte) ',');
    }
    scopeIsOpen = true;
    logger.set(event.logger());
    out.put(SCOPE_START);
    json.start(out);
    json.key(NAME);
    json.string(logger.array(), 0, logger.length());
    out.put(RECORDS_START);
  }

  private void writeRecord(RecordReader event) {
    json.beginObject();
    json.key(TIME);
    json.unsignedString(LogRecordFacts.timeUnixNano(event));
    json.key(OBSERVED_TIME);
    json.unsignedString(LogRecordFacts.observedTimeUnixNano(event));
    json.key(SEVERITY_NUMBER);
    json.number(LogRecordFacts.severityNumber(event.severity()));
    json.key(SEVERITY_TEXT);
    json.string(event.level());
    Utf8Slice body = LogRecordFacts.body(event);
    if (body != null) {
      json.key(BODY);
      attributeSink.textValue(body.array(), body.offset(), body.length());
    }
    writeAttributes(event);
    writeTrace(event);
    Utf8Slice eventName = attributes.eventName(event);
    if (eventName != null) {
      json.key(EVENT_NAME);
      json.string(eventName);
    }
    json.endObject();
  }

  private void writeAttributes(RecordReader event) {
    json.key(ATTRIBUTES);
    json.beginArray();
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
    out.put(BODY_END);
  }

  /** Attributes as objects of key and value; the value's key is its type. */
  static final class JsonAttributes implements AttributeSink {

    private static final byte[] KEY = JsonWriter.keyBytes("key");
    private static final byte[] VALUE = JsonWriter.keyBytes("value");
    private static final byte[] STRING = JsonWriter.keyBytes("stringValue");
    private static final byte[] INT = JsonWriter.keyBytes("intValue");
    private static final byte[] DOUBLE = JsonWriter.keyBytes("doubleValue");
    private static final byte[] BOOL = JsonWriter.keyBytes("boolValue");
    private static final byte[] ARRAY = JsonWriter.keyBytes("arrayValue");
    private static final byte[] VALUES = JsonWriter.keyBytes("values");

    private final JsonWriter json;

    JsonAttributes(JsonWriter json) {
      this.json = json;
    }

    @Override
    public void text(AttributeKey key, byte[] utf8, int offset, int length) {
      begin(key);
      textValue(utf8, offset, length);
      json.endObject();
    }

    void textValue(byte[] utf8, int offset, int length) {
      json.beginObject();
      json.key(STRING);
      json.string(utf8, offset, length);
      json.endObject();
    }

    @Override
    public void integer(AttributeKey key, long value) {
      begin(key);
      json.beginObject();
      json.key(INT);
      json.numberString(value);
      json.endObject();
      json.endObject();
    }

    @Override
    public void floating(AttributeKey key, double value) {
      begin(key);
      json.beginObject();
      json.key(DOUBLE);
      json.number(value);
      json.endObject();
      json.endObject();
    }

    @Override
    public void bool(AttributeKey key, boolean value) {
      begin(key);
      json.beginObject();
      json.key(BOOL);
      json.bool(value);
      json.endObject();
      json.endObject();
    }

    @Override
    public void nothing(AttributeKey key) {
      begin(key);
      json.beginObject();
      json.endObject();
      json.endObject();
    }

    @Override
    public void texts(AttributeKey key, RecordEntries values) {
      begin(key);
      json.beginObject();
      json.key(ARRAY);
      json.beginObject();
      json.key(VALUES);
      json.beginArray();
      while (values.next()) {
        Utf8Slice text = values.text();
        textValue(text.array(), text.offset(), text.length());
      }
      json.endArray();
      json.endObject();
      json.endObject();
      json.endObject();
    }

    private void begin(AttributeKey key) {
      json.beginObject();
      json.key(KEY);
      json.string(key.array, key.offset, key.length);
      json.key(VALUE);
    }
  }
}
