package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/** Names the span that is current on the calling thread. Any thread; never throws. */
interface CurrentSpan {

  /** Nobody knows. */
  CurrentSpan UNKNOWN = trace -> {};

  /** Fills in what is not known of the event yet. */
  void readInto(TraceContext trace);

  /** OpenTelemetry's, where its API is on the class path of the appender. */
  static CurrentSpan ofThread() {
    return ofThread(CurrentSpan.class.getClassLoader());
  }

  static CurrentSpan ofThread(@Nullable ClassLoader loader) {
    try {
      Class.forName("io.opentelemetry.api.trace.Span", false, loader);
      return new OpenTelemetrySpan();
    } catch (ClassNotFoundException | LinkageError notThere) {
      return UNKNOWN; // an optional dependency
    }
  }
}
