package io.github.telemetryappender.core.format.enso;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.capture.ValueKind;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonKey;
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
  private static final JsonKey MESSAGE = JsonKey.of("message");
  private static final JsonKey KIND = JsonKey.of("kind");
  private static final JsonKey METADATA = JsonKey.of("metadata");
  private static final JsonKey LOGGER = JsonKey.of("loggerName");
  private static final JsonKey EVENT_ID = JsonKey.of("eventId");
  private static final JsonKey TYPE = JsonKey.of("type");
  private static final JsonKey LEVEL = JsonKey.of("level");
  private static final JsonKey THREAD = JsonKey.of("threadName");
  private static final JsonKey TIMESTAMP = JsonKey.of("timestamp");
  private static final JsonKey TRACE_ID = JsonKey.of("traceId");
  private static final JsonKey SPAN_ID = JsonKey.of("spanId");
  private static final JsonKey EXCEPTION = JsonKey.of("exception");
  private static final JsonKey UNSTRUCTURED = JsonKey.of("unstructured");
  private static final JsonKey TRUNCATED = JsonKey.of("truncated");
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
    keys.takeOwn(TYPE); // kept for the server's own use
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

  private void own(JsonKey own) {
    keys.takeOwn(own);
    json.key(own);
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
      json.key(TIMESTAMP);
      json.instant(event.epochSecond(), event.nanoOfSecond());
    }
    if (event.hasTraceId() && isFree(TRACE_ID)) {
      json.key(TRACE_ID);
      json.hexString(event.traceId());
    }
    if (event.hasSpanId() && isFree(SPAN_ID)) {
      json.key(SPAN_ID);
      json.hexString(event.spanId());
    }
    text(EXCEPTION, event.stackTrace());
    if (event.truncated() && isFree(TRUNCATED)) {
      json.key(TRUNCATED);
      json.bool(true);
    }
  }

  private void text(JsonKey own, @Nullable Utf8Slice value) {
    if (value != null && isFree(own)) {
      json.key(own);
      json.string(value);
    }
  }

  private boolean isFree(JsonKey own) {
    return keys.takeOwn(own);
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
