package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Clock;
import org.junit.jupiter.api.Test;

class AcceptanceTimeTest {

  private static final long SECOND = 1_700_000_000L;
  private static final int LONGEST = (int) AcceptanceTime.LONGEST_NANOS;

  private final CountedClock clock = new CountedClock();
  private final AcceptanceTime time = new AcceptanceTime(clock);

  @Test
  void anEventALittleYoungerWasAcceptedThatLittleLater() {
    long first = time.nanos(SECOND, 100);
    clock.nanos += 77; // what the clock would say is not asked

    assertThat(time.nanos(SECOND, 101)).isEqualTo(first + 1);
    assertThat(time.nanos(SECOND, 100 + LONGEST)).isEqualTo(first + LONGEST);
    assertThat(clock.readings).isEqualTo(1);
  }

  @Test
  void aMuchYoungerEventHasTheTimeOfTheClock() {
    time.nanos(SECOND, 100);
    clock.nanos += 55;

    assertThat(time.nanos(SECOND, 100 + LONGEST + 1)).isEqualTo(clock.nanos);
    assertThat(time.nanos(SECOND, 100 + LONGEST + 2)).isEqualTo(clock.nanos + 1);
    assertThat(clock.readings).isEqualTo(2);
  }

  @Test
  void theNextSecondIsNoBreak() {
    long first = time.nanos(SECOND, 999_999_990);

    assertThat(time.nanos(SECOND + 1, 5)).isEqualTo(first + 15);
    assertThat(clock.readings).isEqualTo(1);
  }

  @Test
  void theSecondAfterThatIsOne() {
    time.nanos(SECOND, 999_999_990);
    clock.nanos += 55;

    assertThat(time.nanos(SECOND + 2, 5)).isEqualTo(clock.nanos);
  }

  /** A framework's clock that is fixed, or ticks seldom. */
  @Test
  void eventsOfTheSameInstantHaveTheTimeOfTheClockEach() {
    time.nanos(SECOND, 100);
    clock.nanos += 3_600_000_000_000L;
    assertThat(time.nanos(SECOND, 100)).isEqualTo(clock.nanos);

    long third = time.nanos(SECOND, 101);
    clock.nanos += 3_600_000_000_000L;
    assertThat(third).isEqualTo(clock.nanos - 3_600_000_000_000L + 1);
    assertThat(time.nanos(SECOND, 101)).isEqualTo(clock.nanos);
  }

  @Test
  void aStepBackOfTheFrameworksClockIsNone() {
    time.nanos(SECOND, 500);
    clock.nanos += 55;
    assertThat(time.nanos(SECOND - 3_600, 600)).isEqualTo(clock.nanos);
    clock.nanos += 55;
    assertThat(time.nanos(SECOND, 700)).isEqualTo(clock.nanos);
  }

  @Test
  void olderThanTheLastOneIsAStepBackToo() {
    time.nanos(SECOND, 500);
    time.nanos(SECOND, 900);
    clock.nanos += 55;

    assertThat(time.nanos(SECOND, 800)).isEqualTo(clock.nanos);
  }

  @Test
  void anEventWithoutItsTimeHasTheTimeOfTheClock() {
    time.nanos(SECOND, 500);
    clock.nanos += 55;

    assertThat(time.nanos()).isEqualTo(clock.nanos);
  }

  /** Starts below zero, as monotonic clocks may. */
  private static final class CountedClock implements Clock {

    private long nanos = -1_000;
    private int readings;

    @Override
    public long nanos() {
      readings++;
      return nanos;
    }

    @Override
    public long epochMillis() {
      throw new UnsupportedOperationException("not asked for");
    }
  }
}
