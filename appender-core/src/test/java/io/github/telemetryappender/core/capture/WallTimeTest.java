package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Clock;
import org.junit.jupiter.api.Test;

class WallTimeTest {

  private static final long MILLI = 1_000_000;

  private final SteppedClock clock = new SteppedClock();
  private final WallTime wallTime = new WallTime(clock);

  @Test
  void itGoesOnWithTheMonotonicClock() {
    long before = wallTime.epochMillis(clock.nanos);
    clock.advance(7 * MILLI);

    assertThat(wallTime.epochMillis(clock.nanos)).isEqualTo(before + 7);
    assertThat(clock.looks).isEqualTo(1);
  }

  @Test
  void aStepOfTheWallClockIsSeenAfterTenMillisecondsAndNotBefore() {
    clock.epochMillis -= 3_600_000;
    clock.advance(10 * MILLI - 1);
    assertThat(wallTime.epochMillis(clock.nanos)).isEqualTo(clock.epochMillis + 3_600_000);

    clock.advance(1);
    assertThat(wallTime.epochMillis(clock.nanos)).isEqualTo(clock.epochMillis);
  }

  @Test
  void theClockIsReadOnceInTenMillisecondsHoweverManyAsk() {
    for (int i = 0; i < 100_000; i++) {
      clock.advance(1_000);
      wallTime.epochMillis(clock.nanos);
    }

    assertThat(clock.looks).isEqualTo(1 + 10);
  }

  @Test
  void anEventAfterALongPauseHasTheTimeOfThen() {
    clock.advance(86_400_000 * MILLI);

    assertThat(wallTime.epochMillis(clock.nanos)).isEqualTo(clock.epochMillis);
  }

  @Test
  void itGoesOnWhereTheMonotonicClockOverflows() {
    clock.nanos = Long.MAX_VALUE - MILLI;
    WallTime overflowing = new WallTime(clock);
    long before = overflowing.epochMillis(clock.nanos);

    assertThat(overflowing.epochMillis(clock.nanos + 3 * MILLI)).isEqualTo(before + 3);
  }

  /** Starts below zero, as monotonic clocks may. */
  private static final class SteppedClock implements Clock {

    private long nanos = -5 * MILLI - 3;
    private long epochMillis = 1_700_000_000_000L;
    private int looks;

    void advance(long byNanos) {
      epochMillis += Math.floorDiv(nanos + byNanos, MILLI) - Math.floorDiv(nanos, MILLI);
      nanos += byNanos;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      looks++;
      return epochMillis;
    }
  }
}
