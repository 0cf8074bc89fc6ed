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
  void anExchangeExceedsWhatIsUsualOnceThatIsKnown() {
    assertThat(limit.excessNanos(0, 3 * RTT)).isZero();
    succeed(20, false);
    assertThat(limit.excessNanos(now, now + 3 * RTT)).isEqualTo(2 * RTT);
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

  private static final long LATE = Long.MAX_VALUE - 3 * RTT; // overflows on the way

  private final ConcurrencyLimit ladder = new ConcurrencyLimit(16, LATE);
  private long at = LATE;

  /** A full round trip of so long, then the limit. */
  private int after(long roundTripNanos) {
    at += roundTripNanos;
    ladder.succeeded(at - roundTripNanos, true, at);
    return ladder.limit();
  }

  @Test
  void atFirstItDoublesWithEachRoundTrip() {
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT), after(RTT)})
        .containsExactly(2, 4, 8, 16, 16);
  }

  @Test
  void afterAnOverloadItGrowsByOne() {
    atFirstItDoublesWithEachRoundTrip();
    ladder.overloaded(at, at);
    assertThat(new int[] {after(RTT), after(RTT), after(RTT)}).containsExactly(9, 10, 11);
  }

  @Test
  void afterARestartItDoublesUpToHalfOfTheLastGoodLimitThenGrowsByOne() {
    afterAnOverloadItGrowsByOne(); // 11, and 8 were half of what was good
    ladder.restart(at);
    assertThat(ladder.limit()).isEqualTo(1);
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT), after(RTT)})
        .containsExactly(2, 4, 8, 9, 10);
  }

  @Test
  void itDoublesToHalfOfTheLastGoodLimitAndNotBeyond() {
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT)}).endsWith(16);
    ladder.overloaded(at, at); // 8
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT)}).endsWith(12);
    ladder.overloaded(at, at); // 6
    ladder.restart(at);
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT)})
        .containsExactly(2, 4, 6, 7);
  }

  @Test
  void itGrowsOnceInARoundTrip() {
    after(RTT);
    ladder.succeeded(at + RTT / 2, true, at + RTT - 1);
    assertThat(ladder.limit()).isEqualTo(2);
    ladder.succeeded(at + RTT / 2, true, at + RTT);
    assertThat(ladder.limit()).isEqualTo(4);
  }

  @Test
  void afterAnOverloadItDoesNotGrowForARoundTrip() {
    atFirstItDoublesWithEachRoundTrip();
    ladder.overloaded(at, at);
    ladder.succeeded(at - 1, true, at + RTT - 1);
    assertThat(ladder.limit()).isEqualTo(8);
    ladder.succeeded(at, true, at + RTT);
    assertThat(ladder.limit()).isEqualTo(9);
  }

  @Test
  void whatStartedBeforeTheLastShrinkingTellsNothingNew() {
    atFirstItDoublesWithEachRoundTrip();
    ladder.overloaded(at, at);
    ladder.overloaded(at - 1, at);
    assertThat(ladder.limit()).isEqualTo(8);
    ladder.overloaded(at, at);
    assertThat(ladder.limit()).isEqualTo(4);
  }

  @Test
  void whatTellsNothingNewDoesNotChangeWhereSlowStartEnds() {
    atFirstItDoublesWithEachRoundTrip();
    long before = at - 1;
    ladder.overloaded(at, at); // 8
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT)}).endsWith(12);
    ladder.overloaded(before, at);
    ladder.restart(at);
    assertThat(new int[] {after(RTT), after(RTT), after(RTT), after(RTT)}).endsWith(8, 9);
  }

  @Test
  void anAnswerSlowerThanUsualDoesNotLetItGrow() {
    after(RTT);
    assertThat(after(RTT + 1)).isEqualTo(2);
  }

  @Test
  void anAnswerIsSlowBeyondTwoAndAHalfDeviations() {
    assertThat(after(100)).isEqualTo(2); // 50 is the deviation as long as there is but one
    assertThat(after(225)).isEqualTo(2);

    ConcurrencyLimit other = new ConcurrencyLimit(16, LATE);
    other.succeeded(LATE, true, LATE + 100);
    other.succeeded(LATE + 100, true, LATE + 326);
    assertThat(other.limit()).isEqualTo(1);
  }

  @Test
  void theUsualFollowsTheLatestAnswersByTwoFifths() {
    for (int beyond = 0; beyond <= 1; beyond++) {
      ConcurrencyLimit other = new ConcurrencyLimit(16, 0);
      other.succeeded(0, true, 100);
      other.succeeded(100, true, 300); // 140 on average now, and 70 away from it
      other.succeeded(300, true, 300 + 140 + 175 + beyond);
      assertThat(other.limit()).isEqualTo(beyond == 0 ? 2 : 1);
    }
  }

  @Test
  void itLeavesOutTheShareThatFailsAndNotLessThanOne() {
    atFirstItDoublesWithEachRoundTrip();
    ladder.follow(0.75);
    assertThat(ladder.limit()).isEqualTo(12);
    ladder.follow(0.72); // 11.52
    assertThat(ladder.limit()).isEqualTo(12);
    ladder.follow(0.71); // 11.36
    assertThat(ladder.limit()).isEqualTo(11);
    ladder.follow(0);
    assertThat(ladder.limit()).isEqualTo(1);
  }
}
