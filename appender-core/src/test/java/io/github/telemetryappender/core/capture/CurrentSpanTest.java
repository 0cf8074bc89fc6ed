package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The span of the thread that logs is the event's, where the event names none. */
class CurrentSpanTest {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN_ID = "b7ad6b7169203331";
  private static final String OTHER_TRACE_ID = "11111111111111111111111111111111";

  private final CaptureBench bench = new CaptureBench();

  @Test
  void theCurrentSpanIsTheEvents() {
    RecordReader event = inSpan(Thread.currentThread().getId(), "");

    assertThat(hex(event.traceId())).isEqualTo(TRACE_ID);
    assertThat(hex(event.spanId())).isEqualTo(SPAN_ID);
    assertThat(event.traceFlags()).isEqualTo(1);
  }

  @Test
  void whatMdcNamesGoesFirst() {
    RecordReader event = inSpan(Thread.currentThread().getId(), OTHER_TRACE_ID);

    assertThat(hex(event.traceId())).isEqualTo(OTHER_TRACE_ID);
    assertThat(event.hasSpanId()).isFalse();
  }

  @Test
  void theSpanOfAnotherThreadIsNotTheEvents() {
    assertThat(inSpan(0, "").hasTraceId()).isFalse();
    assertThat(inSpan(Thread.currentThread().getId() + 1, "").hasTraceId()).isFalse();
  }

  @Test
  void withoutASpanThereIsNone() {
    RecordReader event =
        bench.read(fields -> fields.thread("main", Thread.currentThread().getId()));

    assertThat(event.hasTraceId()).isFalse();
  }

  @Test
  void withoutTheLibraryNobodyKnows() {
    assertThat(CurrentSpan.ofThread(null)).isSameAs(CurrentSpan.UNKNOWN);
    assertThat(CurrentSpan.ofThread()).isInstanceOf(OpenTelemetrySpan.class);
  }

  private RecordReader inSpan(long threadId, String mdcTraceId) {
    SpanContext context =
        SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault());
    try (Scope scope = Span.wrap(context).makeCurrent()) {
      return bench.read(
          fields -> {
            fields.thread("main", threadId);
            fields.mdc("trace_id", mdcTraceId);
          });
    }
  }

  private static String hex(Utf8Slice bytes) {
    return HexFormat.of().formatHex(bytes.array(), bytes.offset(), bytes.offset() + bytes.length());
  }
}
