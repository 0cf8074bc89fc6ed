package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Severity;
import org.jspecify.annotations.Nullable;

/** What is the same in both encodings of a log record. */
final class LogRecordFacts {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long MILLIS_PER_SECOND = 1_000L;

  /** The last second of which every nanosecond fits into 64 bits without a sign: in 2554. */
  private static final long MAX_SECOND = Long.divideUnsigned(-1L, NANOS_PER_SECOND) - 1;

  private LogRecordFacts() {}

  /** Unsigned nanoseconds since 1970; 0, "not known", for anything before. */
  static long timeUnixNano(RecordReader event) {
    return timeSecond(event) * NANOS_PER_SECOND + timeNano(event);
  }

  /** The second of that. */
  static long timeSecond(RecordReader event) {
    return Math.max(0, Math.min(event.epochSecond(), MAX_SECOND));
  }

  /** The nanosecond of that second. */
  static int timeNano(RecordReader event) {
    return event.epochSecond() < 0 ? 0 : event.nanoOfSecond();
  }

  static long observedTimeUnixNano(RecordReader event) {
    return event.acceptedAtEpochMillis() * NANOS_PER_MILLI;
  }

  static long observedSecond(RecordReader event) {
    return event.acceptedAtEpochMillis() / MILLIS_PER_SECOND;
  }

  static int observedNano(RecordReader event) {
    return (int) (event.acceptedAtEpochMillis() % MILLIS_PER_SECOND * NANOS_PER_MILLI);
  }

  /** The first of the four numbers that each level has. */
  static int severityNumber(Severity severity) {
    return switch (severity) {
      case TRACE -> 1;
      case DEBUG -> 5;
      case INFO -> 9;
      case WARN -> 13;
      case ERROR -> 17;
      case FATAL -> 21;
    };
  }

  /** What an encoder or layout made of the event, else its message; null for neither. */
  static @Nullable Utf8Slice body(RecordReader event) {
    Utf8Slice rendered = event.rendered();
    return rendered == null ? event.message() : rendered;
  }
}
