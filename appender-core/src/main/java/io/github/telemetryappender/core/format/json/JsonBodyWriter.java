package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.json.JsonFormat.Frame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes records as flat objects. One thread at a time. */
final class JsonBodyWriter implements BodyWriter {

  private static final byte[] TIMESTAMP = JsonWriter.keyBytes("@timestamp");
  private static final byte[] LEVEL = JsonWriter.keyBytes("log.level");
  private static final byte[] MESSAGE = JsonWriter.keyBytes("message");
  private static final byte[] ECS_VERSION =
      "\"ecs.version\":\"1.2.0\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_ID = JsonWriter.keyBytes("event.id");
  private static final byte[] LOGGER = JsonWriter.keyBytes("log.logger");
  private static final byte[] THREAD = JsonWriter.keyBytes("process.thread.name");
  private static final byte[] TRACE_ID = JsonWriter.keyBytes("trace.id");
  private static final byte[] SPAN_ID = JsonWriter.keyBytes("span.id");
  private static final byte[] LABELS = JsonWriter.keyBytes("labels");
  private static final byte[] ATTRIBUTES = JsonWriter.keyBytes("attributes");
  private static final byte[] TAGS = JsonWriter.keyBytes("tags");
  private static final byte[] NDC = JsonWriter.keyBytes("ndc");
  private static final byte[] ERROR_TYPE = JsonWriter.keyBytes("error.type");
  private static final byte[] ERROR_MESSAGE = JsonWriter.keyBytes("error.message");
  private static final byte[] STACK_TRACE = JsonWriter.keyBytes("error.stack_trace");
  private static final byte[] FILE = JsonWriter.keyBytes("log.origin.file.name");
  private static final byte[] LINE = JsonWriter.keyBytes("log.origin.file.line");
  private static final byte[] FUNCTION = JsonWriter.keyBytes("log.origin.function");
  private static final byte[] TRUNCATED = JsonWriter.keyBytes("log.truncated");

  private final Frame frame;
  private final ResourceJson resource;
  private final JsonWriter json = new JsonWriter();
  private final RenderedObject renderedObject = new RenderedObject();
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  JsonBodyWriter(Frame frame, ResourceJson resource) {
    this.frame = frame;
    this.resource = resource;
  }

  @Override
  public void begin(RenderBuffer out) {
    if (frame == Frame.ARRAY) {
      out.put((byte) '[');
    }
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    if (frame == Frame.ARRAY && index > 0) {
      out.put((byte) ',');
    }
    int idLength = event.eventId(eventId, 0);
    Utf8Slice rendered = event.rendered();
    if (rendered == null) {
      writeObject(event, event.message(), out);
    } else if (!renderedObject.write(rendered, eventId, idLength, out)) {
      writeObject(event, rendered, out); // text, or an object that was cut: it is the message
    }
    if (frame == Frame.LINES) {
      out.put((byte) '\n');
    }
  }

  @Override
  public void end(RenderBuffer out) {
    if (frame == Frame.ARRAY) {
      out.put((byte) ']');
    }
  }

  private void writeObject(RecordReader event, @Nullable Utf8Slice message, RenderBuffer out) {
    json.start(out);
    json.beginObject();
    writeBasics(event, message);
    if (resource.process().length > 0) {
      json.raw(resource.process());
    }
    writeTrace(event);
    writeContext(event);
    text(ERROR_TYPE, event.exceptionType());
    text(ERROR_MESSAGE, event.exceptionMessage());
    text(STACK_TRACE, event.stackTrace());
    if (event.hasCaller()) {
      writeCaller(event);
    }
    if (event.truncated()) {
      json.key(TRUNCATED);
      json.bool(true);
    }
    if (resource.attributes().length > 0) {
      json.raw(resource.attributes());
    }
    json.endObject();
  }

  private void writeBasics(RecordReader event, @Nullable Utf8Slice message) {
    json.key(TIMESTAMP);
    json.instant(event.epochSecond(), event.nanoOfSecond());
    text(LEVEL, event.level());
    text(MESSAGE, message);
    json.raw(ECS_VERSION);
    json.key(EVENT_ID);
    json.string(eventId, 0, event.eventId(eventId, 0));
    text(LOGGER, event.logger());
    text(THREAD, event.thread());
  }

  private void writeTrace(RecordReader event) {
    if (event.hasTraceId()) {
      json.key(TRACE_ID);
      json.hexString(event.traceId());
    }
    if (event.hasSpanId()) {
      json.key(SPAN_ID);
      json.hexString(event.spanId());
    }
  }

  private void writeContext(RecordReader event) {
    if (event.hasMdc()) {
      members(LABELS, event.mdc());
    }
    if (event.hasKeyValues()) {
      members(ATTRIBUTES, event.keyValues());
    }
    if (event.hasMarkers()) {
      elements(TAGS, event.markers());
    }
    if (event.hasNdc()) {
      elements(NDC, event.ndc());
    }
  }

  private void writeCaller(RecordReader event) {
    nonEmpty(FILE, event.callerFile());
    if (event.callerLine() > 0) {
      json.key(LINE);
      json.number(event.callerLine());
    }
    nonEmpty(FUNCTION, event.callerMethod());
  }

  private void nonEmpty(byte[] key, Utf8Slice value) {
    if (value.length() > 0) {
      text(key, value);
    }
  }

  private void text(byte[] key, @Nullable Utf8Slice value) {
    if (value != null) {
      json.key(key);
      json.string(value);
    }
  }

  private void members(byte[] key, RecordEntries entries) {
    json.key(key);
    json.beginObject();
    while (entries.next()) {
      json.key(entries.key());
      value(entries);
    }
    json.endObject();
  }

  private void elements(byte[] key, RecordEntries entries) {
    json.key(key);
    json.beginArray();
    while (entries.next()) {
      value(entries);
    }
    json.endArray();
  }

  private void value(RecordEntries entry) {
    switch (entry.kind()) {
      case NULL -> json.nul();
      case BOOLEAN -> json.bool(entry.bool());
      case INTEGER -> json.number(entry.integer());
      case FLOATING -> json.number(entry.floating());
      case DECIMAL -> json.raw(entry.text());
      case TEXT -> json.string(entry.text());
    }
  }
}
