package io.github.telemetryappender.core.capture;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/**
 * Asks OpenTelemetry's API, an optional dependency: nothing of this class is loaded where it is not
 * there. Any thread.
 */
final class OpenTelemetrySpan implements CurrentSpan {

  @Override
  public void readInto(TraceContext trace) {
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      trace.traceId(span.getTraceId());
      trace.spanId(span.getSpanId());
      trace.flags(span.getTraceFlags().asByte() & 0xff);
    }
  }
}
