package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an {@code ExportLogsServiceRequest}. Events of one logger that follow each other share a
 * {@code ScopeLogs}. A message carries its length in front, so the open {@code ResourceLogs} ends
 * whenever the buffer is emptied, and the next event opens another one. One thread at a time.
 */
final class ProtobufBodyWriter implements BodyWriter {

  private static final int RESOURCE_LOGS = 1;
  private static final int SCOPE_LOGS = 2;
  private static final int SCOPE = 1;
  private static final int SCOPE_NAME = 1;
  private static final int LOG_RECORDS = 2;

  private static final int TIME = 1;
  private static final int SEVERITY_NUMBER = 2;
  private static final int SEVERITY_TEXT = 3;
  private static final int BODY = 5;
  private static final int BODY_STRING = 1;
  private static final int ATTRIBUTES = 6;
  private static final int DROPPED_ATTRIBUTES = 7;
  private static final int FLAGS = 8;
  private static final int TRACE_ID = 9;
  private static final int SPAN_ID = 10;
  private static final int OBSERVED_TIME = 11;
  private static final int EVENT_NAME = 12;

  private static final int CLOSED = -1;

  private final byte[] resource;
  private final ProtoWriter proto = new ProtoWriter(new RenderBuffer(0));
  private final RecordAttributes attributes = new RecordAttributes();
  private final ProtoAttributes attributeSink = new ProtoAttributes(proto, ATTRIBUTES);

  /** Whose scope is open. */
  private final KeptText logger = new KeptText();

  private int resourceLogs = CLOSED;
  private int scopeLogs = CLOSED;

  ProtobufBodyWriter(OtlpResource resource) {
    this.resource = resource.protobuf();
  }

  @Override
  public void begin(RenderBuffer out) {
    resourceLogs = CLOSED;
    scopeLogs = CLOSED;
  }

  /** What is open is taken note of at the end only: an event that fails leaves no trace. */
  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    proto.start(out);
    boolean isSameScope = scopeLogs != CLOSED && logger.is(event.logger());
    if (!isSameScope && scopeLogs != CLOSED) {
      proto.close(scopeLogs);
    }
    int openResource = resourceLogs == CLOSED ? openResource(out) : resourceLogs;
    int openScope = isSameScope ? scopeLogs : openScope(event.logger());
    int record = proto.open(LOG_RECORDS);
    writeRecord(event);
    proto.close(record);
    if (!isSameScope) {
      logger.set(event.logger());
    }
    resourceLogs = openResource;
    scopeLogs = openScope;
  }

  private int openResource(RenderBuffer out) {
    int opened = proto.open(RESOURCE_LOGS);
    out.put(resource);
    return opened;
  }

  private int openScope(@Nullable Utf8Slice name) {
    int opened = proto.open(SCOPE_LOGS);
    int scope = proto.open(SCOPE);
    if (name != null) {
      string(SCOPE_NAME, name);
    }
    proto.close(scope);
    return opened;
  }

  private void writeRecord(RecordReader event) {
    proto.fixed64(TIME, LogRecordFacts.timeUnixNano(event));
    proto.fixed64(OBSERVED_TIME, LogRecordFacts.observedTimeUnixNano(event));
    proto.number(SEVERITY_NUMBER, LogRecordFacts.severityNumber(event.severity()));
    string(SEVERITY_TEXT, event.level());
    Utf8Slice body = LogRecordFacts.body(event);
    if (body != null) {
      proto.lengthDelimited(BODY, ProtoWriter.stringFieldBytes(body.length()));
      string(BODY_STRING, body);
    }
    int dropped = attributes.write(event, attributeSink);
    if (dropped > 0) {
      proto.number(DROPPED_ATTRIBUTES, dropped);
    }
    writeTrace(event);
    KeptText eventName = attributes.eventName();
    if (eventName != null) {
      proto.string(EVENT_NAME, eventName.array(), 0, eventName.length());
    }
  }

  private void writeTrace(RecordReader event) {
    if (event.traceFlags() != 0) {
      proto.fixed32(FLAGS, event.traceFlags());
    }
    if (event.hasTraceId()) {
      string(TRACE_ID, event.traceId());
    }
    if (event.hasSpanId()) {
      string(SPAN_ID, event.spanId());
    }
  }

  private void string(int field, Utf8Slice value) {
    proto.string(field, value.array(), value.offset(), value.length());
  }

  @Override
  public void beforeEmptied(RenderBuffer out) {
    proto.start(out);
    if (scopeLogs != CLOSED) {
      proto.close(scopeLogs);
      proto.close(resourceLogs);
      scopeLogs = CLOSED;
      resourceLogs = CLOSED;
    }
  }

  @Override
  public void end(RenderBuffer out) {
    beforeEmptied(out);
  }
}
