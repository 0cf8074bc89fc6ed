package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;

/** Stands still until it is advanced. Starts near the overflow of a long, where bugs are. */
final class FakeClock implements Clock {

  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
  private long epochMillis = 1_700_000_000_000L;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return epochMillis;
  }

  void advance(Duration duration) {
    nanos += duration.toNanos();
    epochMillis += duration.toMillis();
  }
}
