package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock, told from the monotonic one. Reading a clock is a good part of what taking an
 * event over costs, so an event reads one of them; the other is looked at again after some
 * milliseconds, so that a step of it is seen by then. Any thread.
 */
final class WallTime {

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;

  /** Readings count from here: by themselves they may overflow at any time. */
  private final long originNanos;

  // Any thread. Of two that look at the same time either is right.
  private volatile long aheadMillis;
  private volatile long lookAgainAtNanos;

  WallTime(Clock clock) {
    this.clock = clock;
    long nowNanos = clock.nanos();
    this.originNanos = nowNanos - Math.floorMod(nowNanos, NANOS_PER_MILLI);
    look(nowNanos);
  }

  /** Milliseconds since 1970 at a reading of the monotonic clock that was taken just now. */
  long epochMillis(long nowNanos) {
    if (nowNanos - lookAgainAtNanos >= 0) {
      look(nowNanos);
    }
    return aheadMillis + millis(nowNanos);
  }

  private long millis(long nowNanos) {
    return Math.floorDiv(nowNanos - originNanos, NANOS_PER_MILLI);
  }

  private void look(long nowNanos) {
    aheadMillis = clock.epochMillis() - millis(nowNanos);
    lookAgainAtNanos = nowNanos + LOOK_EVERY_NANOS;
  }
}
