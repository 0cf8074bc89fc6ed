package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;

/** Both clocks, moved by hand; the monotonic one starts just before it overflows. */
final class FakeTicker implements Clock {

  private long nanos = Long.MAX_VALUE - 1_000;
  private long wallNanosAhead;
  private final long startNanos = nanos;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + (nanos - startNanos + wallNanosAhead) / 1_000_000;
  }

  long advance(Duration duration) {
    nanos += duration.toNanos();
    return nanos;
  }

  /** The wall clock alone jumps. */
  void jumpWallClock(Duration duration) {
    wallNanosAhead += duration.toNanos();
  }
}
