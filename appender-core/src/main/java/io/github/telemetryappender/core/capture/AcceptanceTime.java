package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * When an event was accepted, on the monotonic clock. Reading a clock is a good part of what taking
 * an event over costs, and the framework has read one already: an event that is a little younger
 * than one accepted before was accepted that little later. The clock is read for the first of those
 * events, and for each that is not younger than the last (its framework's clock went back or stands
 * still) or no longer a little younger; so no step of that clock moves an acceptance by more than
 * this little. One thread at a time.
 */
final class AcceptanceTime {

  /** The little. */
  static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Clock clock;

  // Of the event for which the clock was read last: when it happened, when it was accepted.
  private long epochSecond = Long.MIN_VALUE;
  private int nanoOfSecond;
  private long acceptedAtNanos;

  /** By how much the event after it that came last is younger. */
  private long lastAheadNanos;

  AcceptanceTime(Clock clock) {
    this.clock = clock;
  }

  /** Of an event that happened at this time, says its framework, and is accepted now. */
  long nanos(long eventEpochSecond, int eventNanoOfSecond) {
    long aheadNanos = aheadNanos(eventEpochSecond, eventNanoOfSecond);
    if (aheadNanos <= lastAheadNanos || aheadNanos > LONGEST_NANOS) {
      epochSecond = eventEpochSecond;
      nanoOfSecond = eventNanoOfSecond;
      acceptedAtNanos = clock.nanos();
      aheadNanos = 0;
    }
    lastAheadNanos = aheadNanos;
    return acceptedAtNanos + aheadNanos;
  }

  /** Of an event that happened in the same second or the next one; else too much or too little. */
  private long aheadNanos(long eventEpochSecond, int eventNanoOfSecond) {
    int withinSecond = eventNanoOfSecond - nanoOfSecond;
    if (eventEpochSecond == epochSecond) {
      return withinSecond;
    }
    return eventEpochSecond == epochSecond + 1 ? NANOS_PER_SECOND + withinSecond : -1;
  }

  /** Of an event that does not say when it happened. */
  long nanos() {
    return clock.nanos();
  }
}
