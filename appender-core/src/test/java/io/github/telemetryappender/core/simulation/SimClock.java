package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.time.Clock;

/** Virtual time. Its origin is anywhere, also right before the overflow of a long. */
final class SimClock implements Clock {

  private static final long START_EPOCH_MILLIS = 1_700_000_000_000L;

  private final long originNanos;
  private long elapsedNanos;
  private long wallOffsetMillis;

  SimClock(long originNanos) {
    this.originNanos = originNanos;
  }

  @Override
  public long nanos() {
    return originNanos + elapsedNanos;
  }

  @Override
  public long epochMillis() {
    return START_EPOCH_MILLIS + wallOffsetMillis + elapsedNanos / 1_000_000;
  }

  /** Nanoseconds since the run began. */
  long elapsed() {
    return elapsedNanos;
  }

  void advanceTo(long newElapsedNanos) {
    elapsedNanos = Math.max(elapsedNanos, newElapsedNanos);
  }

  /** Nanoseconds since the run began, of an instant read from {@link #nanos()}. */
  long elapsedAt(long nanos) {
    return nanos - originNanos;
  }

  void jumpWallClock(long millis) {
    wallOffsetMillis += millis;
  }
}
