package io.github.telemetryappender.core.format.datadog;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonMembers;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes records as logs. The names are Datadog's reserved and standard attributes where it has
 * one; the level's own name is kept beside the status it becomes. One thread at a time.
 */
final class DatadogBodyWriter implements BodyWriter {

  private static final JsonKey MESSAGE = JsonKey.of("message");
  private static final JsonKey STATUS = JsonKey.of("status");
  private static final JsonKey LEVEL = JsonKey.of("level");
  private static final JsonKey TIMESTAMP = JsonKey.of("timestamp");
  private static final JsonKey EVENT_ID = JsonKey.of("event.id");
  private static final JsonKey LOGGER = JsonKey.of("logger.name");
  private static final JsonKey THREAD = JsonKey.of("logger.thread_name");
  private static final JsonKey METHOD = JsonKey.of("logger.method_name");
  private static final JsonKey TRACE_ID = JsonKey.of("dd.trace_id");
  private static final JsonKey SPAN_ID = JsonKey.of("dd.span_id");
  private static final JsonKey LABELS = JsonKey.of("labels");
  private static final JsonKey ATTRIBUTES = JsonKey.of("attributes");
  private static final JsonKey MARKERS = JsonKey.of("markers");
  private static final JsonKey NDC = JsonKey.of("ndc");
  private static final JsonKey ERROR_KIND = JsonKey.of("error.kind");
  private static final JsonKey ERROR_MESSAGE = JsonKey.of("error.message");
  private static final JsonKey ERROR_STACK = JsonKey.of("error.stack");
  private static final JsonKey FILE = JsonKey.of("log.origin.file.name");
  private static final JsonKey LINE = JsonKey.of("log.origin.file.line");
  private static final JsonKey TRUNCATED = JsonKey.of("log.truncated");
  private static final byte[] NO_MESSAGE = {};

  private static final byte[][] STATUSES = statuses();

  private final Origin origin;
  private final JsonWriter json = new JsonWriter();
  private final JsonMembers members = new JsonMembers(json);
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  DatadogBodyWriter(Origin origin) {
    this.origin = origin;
  }

  private static byte[][] statuses() {
    byte[][] statuses = new byte[Severity.COUNT][];
    for (Severity severity : Severity.values()) {
      statuses[severity.rank()] = status(severity).getBytes(StandardCharsets.US_ASCII);
    }
    return statuses;
  }

  /** The status that Datadog shows and filters by. */
  static String status(Severity severity) {
    return switch (severity) {
      case FATAL -> "critical";
      case ERROR -> "error";
      case WARN -> "warn";
      case INFO -> "info";
      case DEBUG, TRACE -> "debug";
    };
  }

  @Override
  public void begin(RenderBuffer out) {
    out.put((byte) '[');
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    if (index > 0) {
      out.put((byte) ',');
    }
    json.start(out);
    json.beginObject();
    writeBasics(event);
    json.raw(origin.members());
    writeTrace(event);
    writeContext(event);
    members.text(ERROR_KIND, event.exceptionType());
    members.text(ERROR_MESSAGE, event.exceptionMessage());
    members.text(ERROR_STACK, event.stackTrace());
    if (event.hasCaller()) {
      writeCaller(event);
    }
    if (event.truncated()) {
      json.key(TRUNCATED);
      json.bool(true);
    }
    json.endObject();
  }

  @Override
  public void end(RenderBuffer out) {
    out.put((byte) ']');
  }

  private void writeBasics(RecordReader event) {
    json.key(MESSAGE);
    writeMessage(event);
    json.key(STATUS);
    byte[] status = STATUSES[event.severity().rank()];
    json.string(status, 0, status.length);
    members.text(LEVEL, event.level());
    json.key(TIMESTAMP);
    json.instant(event.epochSecond(), event.nanoOfSecond());
    json.key(EVENT_ID);
    json.string(eventId, 0, event.eventId(eventId, 0));
    members.text(LOGGER, event.logger());
    members.text(THREAD, event.thread());
  }

  /** What the application's own encoder made of the event, where there is one. A log needs one. */
  private void writeMessage(RecordReader event) {
    Utf8Slice message = event.rendered() == null ? event.message() : event.rendered();
    if (message == null) {
      json.string(NO_MESSAGE, 0, 0);
    } else {
      json.string(message);
    }
  }

  /** Datadog's ids are unsigned decimals of 64 bits: of a trace id its lower half. */
  private void writeTrace(RecordReader event) {
    if (event.hasTraceId()) {
      json.key(TRACE_ID);
      json.unsignedString(last64Bits(event.traceId()));
    }
    if (event.hasSpanId()) {
      json.key(SPAN_ID);
      json.unsignedString(last64Bits(event.spanId()));
    }
  }

  private static long last64Bits(Utf8Slice id) {
    long bits = 0;
    for (int i = id.length() - Long.BYTES; i < id.length(); i++) {
      bits = bits << Byte.SIZE | (id.array()[id.offset() + i] & 0xff);
    }
    return bits;
  }

  private void writeContext(RecordReader event) {
    if (event.hasMdc()) {
      members.object(LABELS, event.mdc());
    }
    if (event.hasKeyValues()) {
      members.object(ATTRIBUTES, event.keyValues());
    }
    if (event.hasMarkers()) {
      members.array(MARKERS, event.markers());
    }
    if (event.hasNdc()) {
      members.array(NDC, event.ndc());
    }
  }

  private void writeCaller(RecordReader event) {
    members.nonEmpty(METHOD, event.callerMethod());
    members.nonEmpty(FILE, event.callerFile());
    if (event.callerLine() > 0) {
      json.key(LINE);
      json.number(event.callerLine());
    }
  }
}
