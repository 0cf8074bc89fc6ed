package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.time.Clock;

/**
 * Virtual time. Its origin is anywhere, also right before the overflow of a long. The wall clock
 * jumps when told to, and drifts from the monotonic one all the time.
 */
final class SimClock implements Clock {

  private static final long START_EPOCH_MILLIS = 1_700_000_000_000L;
  private static final long MILLION = 1_000_000;

  private final long originNanos;
  private final long driftPpm;
  private long elapsedNanos;
  private long wallOffsetMillis;

  /**
   * @param driftPpm by how many millionths the wall clock goes faster than the monotonic one
   */
  SimClock(long originNanos, long driftPpm) {
    this.originNanos = originNanos;
    this.driftPpm = driftPpm;
  }

  @Override
  public long nanos() {
    return originNanos + elapsedNanos;
  }

  @Override
  public long epochMillis() {
    long millis = elapsedNanos / MILLION;
    return START_EPOCH_MILLIS + wallOffsetMillis + millis + millis * driftPpm / MILLION;
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
