package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.capture.RecordReader;

/**
 * The timestamps of entries. Loki takes two entries of a stream with the same nanosecond and the
 * same line for one, and shows entries in the order of their time; clocks are coarser, and threads
 * overtake each other between reading the clock and being captured. So in a body an entry is at
 * least a nanosecond later than the one before it, as long as that moves it by less than 10 ms;
 * where the clock was set back it stays as it is. One thread.
 */
final class EntryTime {

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long MAX_MOVE_NANOS = 10_000_000;

  /** The last second whose nanoseconds fit into a long, in the year 2262. */
  private static final long MAX_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

  private long lastNanos;

  /** Forgets the entries before. */
  void restart() {
    lastNanos = Long.MIN_VALUE;
  }

  /** Nanoseconds since 1970. */
  long of(RecordReader event) {
    long second = Math.min(Math.max(0, event.epochSecond()), MAX_SECOND);
    long nanos = second * NANOS_PER_SECOND + event.nanoOfSecond();
    boolean isLater = nanos > lastNanos;
    return isLater || lastNanos - nanos > MAX_MOVE_NANOS ? nanos : lastNanos + 1;
  }

  /** The entry with this time is in the body. */
  void taken(long nanos) {
    lastNanos = nanos;
  }
}
