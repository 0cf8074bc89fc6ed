package io.github.telemetryappender.core.format.enso;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.capture.ValueKind;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonMembers;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.SafeKeys;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as logs. A message that follows the convention ({@link MessagePattern}) becomes
 * the message alone and its arguments metadata; any other is sent whole, and its metadata says
 * {@code unstructured}, by which such messages can be counted. One thread at a time.
 */
final class EnsoBodyWriter implements BodyWriter {

  private static final byte[] BODY_START = "{\"logs\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BODY_END = "]}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = JsonWriter.keyBytes("message");
  private static final byte[] KIND = JsonWriter.keyBytes("kind");
  private static final byte[] METADATA = JsonWriter.keyBytes("metadata");
  private static final Own LOGGER = new Own("loggerName");
  private static final Own EVENT_ID = new Own("eventId");
  private static final Own TYPE = new Own("type");
  private static final Own LEVEL = new Own("level");
  private static final Own THREAD = new Own("threadName");
  private static final Own TIMESTAMP = new Own("timestamp");
  private static final Own TRACE_ID = new Own("traceId");
  private static final Own SPAN_ID = new Own("spanId");
  private static final Own EXCEPTION = new Own("exception");
  private static final Own UNSTRUCTURED = new Own("unstructured");
  private static final Own TRUNCATED = new Own("truncated");
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final byte[] kind;
  private final JsonWriter json = new JsonWriter();
  private final JsonMembers members = new JsonMembers(json);
  private final MessagePattern pattern = new MessagePattern();
  private final SafeKeys keys = new SafeKeys(SafeKeys.Alphabet.ANY);
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  EnsoBodyWriter(String kind) {
    this.kind = kind.getBytes(StandardCharsets.UTF_8);
  }

  /** A name in the metadata that is ours. */
  private static final class Own {

    private final byte[] name;
    private final byte[] key;

    Own(String name) {
      this.name = name.getBytes(StandardCharsets.US_ASCII);
      this.key = JsonWriter.keyBytes(name);
    }
  }

  @Override
  public void begin(RenderBuffer out) {
    out.put(BODY_START);
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    if (index > 0) {
      out.put((byte) ',');
    }
    boolean isStructured = pattern.read(event.pattern(), event.argumentCount());
    json.start(out);
    json.beginObject();
    json.key(MESSAGE);
    if (isStructured) {
      json.string(pattern.array(), pattern.messageOffset(), pattern.messageLength());
    } else {
      string(event.message());
    }
    json.key(KIND);
    json.string(kind, 0, kind.length);
    json.key(METADATA);
    writeMetadata(event, isStructured);
    json.endObject();
  }

  @Override
  public void end(RenderBuffer out) {
    out.put(BODY_END);
  }

  private void writeMetadata(RecordReader event, boolean isStructured) {
    keys.clear();
    json.beginObject();
    own(LOGGER);
    string(event.logger());
    own(EVENT_ID);
    json.string(eventId, 0, event.eventId(eventId, 0));
    keys.takeOwn(TYPE.name); // kept for the server's own use
    if (isStructured) {
      arguments(event.arguments());
    } else if (event.argumentCount() > 0) {
      own(UNSTRUCTURED);
      json.bool(true);
    }
    writeOrigin(event);
    if (event.hasKeyValues()) {
      all(event.keyValues());
    }
    if (event.hasMdc()) {
      all(event.mdc());
    }
    json.endObject();
  }

  private void own(Own own) {
    keys.takeOwn(own.name);
    json.key(own.key);
  }

  private void string(@Nullable Utf8Slice text) {
    if (text == null) {
      json.string(NULL, 0, 0);
    } else {
      json.string(text);
    }
  }

  private void arguments(RecordEntries arguments) {
    while (arguments.next()) {
      pattern.nextName();
      if (keys.take(pattern.array(), pattern.nameOffset(), pattern.nameLength())) {
        json.key(keys.array(), keys.offset(), keys.length());
        value(arguments);
      }
    }
  }

  /** Ours give way to the arguments' names, which are what is asked for. */
  private void writeOrigin(RecordReader event) {
    text(LEVEL, event.level());
    text(THREAD, event.thread());
    if (isFree(TIMESTAMP)) {
      json.key(TIMESTAMP.key);
      json.instant(event.epochSecond(), event.nanoOfSecond());
    }
    if (event.hasTraceId() && isFree(TRACE_ID)) {
      json.key(TRACE_ID.key);
      json.hexString(event.traceId());
    }
    if (event.hasSpanId() && isFree(SPAN_ID)) {
      json.key(SPAN_ID.key);
      json.hexString(event.spanId());
    }
    text(EXCEPTION, event.stackTrace());
    if (event.truncated() && isFree(TRUNCATED)) {
      json.key(TRUNCATED.key);
      json.bool(true);
    }
  }

  private void text(Own own, @Nullable Utf8Slice value) {
    if (value != null && isFree(own)) {
      json.key(own.key);
      json.string(value);
    }
  }

  private boolean isFree(Own own) {
    return keys.takeOwn(own.name);
  }

  private void all(RecordEntries group) {
    while (group.next()) {
      if (keys.take(group.key())) {
        json.key(keys.array(), keys.offset(), keys.length());
        value(group);
      }
    }
  }

  /** Numbers and booleans keep their type, anything else is text. */
  private void value(RecordEntries entry) {
    if (entry.kind() == ValueKind.NULL) {
      json.string(NULL, 0, NULL.length);
    } else {
      members.value(entry);
    }
  }
}
