package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

  private static final long RTT = TimeUnit.MILLISECONDS.toNanos(50);

  private long now;
  private final ConcurrencyLimit limit = new ConcurrencyLimit(16, 0);

  private void succeed(int times, boolean full) {
    for (int i = 0; i < times; i++) {
      now += RTT;
      limit.succeeded(now - RTT, full, now);
    }
  }

  @Test
  void itStartsAtOneAndGrowsToTheMaximum() {
    assertThat(limit.limit()).isEqualTo(1);
    succeed(20, true);
    assertThat(limit.limit()).isEqualTo(16);
  }

  @Test
  void itDoesNotGrowWhereItIsNotWhatHoldsUsBack() {
    succeed(20, false);
    assertThat(limit.limit()).isEqualTo(1);
  }

  @Test
  void overloadHalvesItOncePerRoundTrip() {
    succeed(20, true);
    limit.overloaded(now, now + RTT);
    limit.overloaded(now, now + RTT);
    assertThat(limit.limit()).isEqualTo(8);
  }

  @Test
  void slowAnswersShrinkItALittle() {
    succeed(40, true);
    now += 40 * RTT;
    limit.succeeded(now - 40 * RTT, true, now);
    assertThat(limit.limit()).isEqualTo(14);
  }

  @Property
  void itAlwaysLiesBetweenOneAndTheMaximum(
      @ForAll @IntRange(min = 1, max = 64) int max, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ConcurrencyLimit any = new ConcurrencyLimit(max, 0);
    long time = 0;
    for (int step = 0; step < 200; step++) {
      time += random.nextLong(RTT);
      switch (random.nextInt(3)) {
        case 0 -> any.overloaded(time - random.nextLong(RTT), time);
        case 1 -> any.restart(time);
        default -> any.succeeded(time - random.nextLong(20 * RTT), random.nextBoolean(), time);
      }
      assertThat(any.limit()).isBetween(1, max);
    }
  }
}
