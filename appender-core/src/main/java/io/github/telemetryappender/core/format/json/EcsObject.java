package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonMembers;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.SafeKeys;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as flat objects with ECS names (version 1.2.0, as Log4j's own ECS template has
 * it). One thread at a time; allocates nothing once it is warm.
 */
public final class EcsObject {

  private static final JsonKey TIMESTAMP = JsonKey.of("@timestamp");
  private static final JsonKey LEVEL = JsonKey.of("log.level");
  private static final JsonKey MESSAGE = JsonKey.of("message");
  private static final byte[] ECS_VERSION =
      "\"ecs.version\":\"1.2.0\"".getBytes(StandardCharsets.US_ASCII);
  private static final JsonKey EVENT_ID = JsonKey.of("event.id");
  private static final JsonKey LOGGER = JsonKey.of("log.logger");
  private static final JsonKey THREAD = JsonKey.of("process.thread.name");
  private static final JsonKey TRACE_ID = JsonKey.of("trace.id");
  private static final JsonKey SPAN_ID = JsonKey.of("span.id");
  private static final JsonKey LABELS = JsonKey.of("labels");
  private static final JsonKey ATTRIBUTES = JsonKey.of("attributes");
  private static final JsonKey TAGS = JsonKey.of("tags");
  private static final JsonKey NDC = JsonKey.of("ndc");
  private static final JsonKey ERROR_TYPE = JsonKey.of("error.type");
  private static final JsonKey ERROR_MESSAGE = JsonKey.of("error.message");
  private static final JsonKey STACK_TRACE = JsonKey.of("error.stack_trace");
  private static final JsonKey FILE = JsonKey.of("log.origin.file.name");
  private static final JsonKey LINE = JsonKey.of("log.origin.file.line");
  private static final JsonKey FUNCTION = JsonKey.of("log.origin.function");
  private static final JsonKey TRUNCATED = JsonKey.of("log.truncated");

  private final ResourceJson resource;
  private final JsonWriter json;
  private final JsonMembers members;
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  /**
   * Writes with {@code json}, which may write other values between.
   *
   * @param resource what is the same in all objects
   */
  public EcsObject(ResourceJson resource, JsonWriter json) {
    this(resource, json, null);
  }

  /**
   * Writes with {@code json}, which may write other values between.
   *
   * @param resource what is the same in all objects
   * @param keys what the keys in {@code labels} and {@code attributes} become; null for as they are
   */
  public EcsObject(ResourceJson resource, JsonWriter json, @Nullable SafeKeys keys) {
    this.resource = resource;
    this.json = json;
    this.members = new JsonMembers(json, keys);
  }

  /**
   * The value that comes next is this event.
   *
   * @param message in place of the event's own; null for none
   */
  public void write(RecordReader event, @Nullable Utf8Slice message) {
    json.beginObject();
    writeBasics(event, message);
    if (resource.process().length > 0) {
      json.raw(resource.process());
    }
    writeTrace(event);
    writeContext(event);
    members.text(ERROR_TYPE, event.exceptionType());
    members.text(ERROR_MESSAGE, event.exceptionMessage());
    members.text(STACK_TRACE, event.stackTrace());
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
    members.text(LEVEL, event.level());
    members.text(MESSAGE, message);
    json.raw(ECS_VERSION);
    json.key(EVENT_ID);
    json.string(eventId, 0, event.eventId(eventId, 0));
    members.text(LOGGER, event.logger());
    members.text(THREAD, event.thread());
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
      members.object(LABELS, event.mdc());
    }
    if (event.hasKeyValues()) {
      members.object(ATTRIBUTES, event.keyValues());
    }
    if (event.hasMarkers()) {
      members.array(TAGS, event.markers());
    }
    if (event.hasNdc()) {
      members.array(NDC, event.ndc());
    }
  }

  private void writeCaller(RecordReader event) {
    members.nonEmpty(FILE, event.callerFile());
    if (event.callerLine() > 0) {
      json.key(LINE);
      json.number(event.callerLine());
    }
    members.nonEmpty(FUNCTION, event.callerMethod());
  }
}
