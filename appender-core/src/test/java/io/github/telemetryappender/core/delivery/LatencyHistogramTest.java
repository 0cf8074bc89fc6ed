package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private static final long NOW = Long.MAX_VALUE - 1000;
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long WINDOW = Duration.ofMinutes(5).toNanos();

  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void withoutEventsThereIsNoQuantile() {
    assertThat(histogram.quantileNanos(0.5, NOW)).isEqualTo(-1);
  }

  @Property(tries = 300)
  void aQuantileIsNeverTooLowAndAtMostAnEighthTooHigh(
      @ForAll @LongRange(min = 65_536, max = 4_000_000_000_000_000L) long nanos) {
    LatencyHistogram one = new LatencyHistogram();
    one.add(1, nanos, nanos, NOW);
    assertThat(one.quantileNanos(0.5, NOW)).isBetween(nanos, nanos + nanos / 8 + 1);
  }

  @Test
  void whatIsOutOfRangeCountsAtItsEdge() {
    histogram.add(1, 0, 0, NOW);
    assertThat(histogram.quantileNanos(1, NOW)).isPositive();
    histogram.add(1, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, NOW);
    assertThat(histogram.quantileNanos(1, NOW)).isEqualTo(1L << 52);
    histogram.add(1, 1L << 52, 1L << 52, NOW);
    assertThat(histogram.quantileNanos(1, NOW)).isEqualTo(1L << 52);
  }

  @Test
  void oneSlowEventInAHundredIsBeyondTheNinetyNinth() {
    histogram.add(99, MILLI, MILLI, NOW);
    histogram.add(1, 1000 * MILLI, 1000 * MILLI, NOW);
    assertThat(histogram.quantileNanos(0.99, NOW)).isLessThan(2 * MILLI);
    assertThat(histogram.quantileNanos(1, NOW)).isGreaterThanOrEqualTo(1000 * MILLI);
  }

  @Test
  void theEventsOfABatchAreSpreadBetweenItsNewestAndItsOldest() {
    histogram.add(1000, 100 * MILLI, 1100 * MILLI, NOW);
    assertThat((double) histogram.quantileNanos(0.5, NOW)).isCloseTo(600e6, within(120e6));
    assertThat(histogram.quantileNanos(1, NOW)).isGreaterThanOrEqualTo(1100 * MILLI);
  }

  @Test
  void aPairCountsEachEventOnce() {
    histogram.add(2, MILLI, 1000 * MILLI, NOW);
    assertThat(histogram.quantileNanos(0.5, NOW)).isLessThan(2 * MILLI);
    assertThat(histogram.quantileNanos(0.51, NOW)).isGreaterThanOrEqualTo(1000 * MILLI);
  }

  @Test
  void whatIsOldIsForgottenAfterTwoWindows() {
    histogram.add(10, MILLI, MILLI, NOW);
    assertThat(histogram.quantileNanos(0.5, NOW + WINDOW)).isPositive();
    assertThat(histogram.quantileNanos(0.5, NOW + 2 * WINDOW)).isEqualTo(-1);
  }

  @Test
  void aWindowLastsAsLongWhoeverLooksAndSinceWhenever() {
    for (long begin : new long[] {NOW, -10 * WINDOW}) {
      LatencyHistogram one = new LatencyHistogram();
      one.add(10, MILLI, MILLI, begin);
      one.quantileNanos(0.5, begin + WINDOW);
      assertThat(one.quantileNanos(0.5, begin + 2 * WINDOW - 1)).isPositive();
      assertThat(one.quantileNanos(0.5, begin + 2 * WINDOW)).isEqualTo(-1);
    }
  }

  @Test
  void aWindowEndsWhenItIsOver() {
    histogram.add(10, MILLI, MILLI, NOW);
    histogram.quantileNanos(0.5, NOW + WINDOW);
    histogram.quantileNanos(0.5, NOW + WINDOW + 1);
    assertThat(histogram.quantileNanos(0.5, NOW + 2 * WINDOW)).isEqualTo(-1);
  }

  @Test
  void twoWindowsInWhichNobodyLookedForgetAllOfIt() {
    histogram.add(10, MILLI, MILLI, NOW);
    assertThat(histogram.quantileNanos(0.5, NOW + 2 * WINDOW)).isEqualTo(-1);
  }

  @Test
  void theWindowBeforeCountsAsMuchAsThisOne() {
    histogram.add(10, MILLI, MILLI, NOW);
    histogram.add(10, 1000 * MILLI, 1000 * MILLI, NOW + WINDOW);
    assertThat(histogram.quantileNanos(0.5, NOW + WINDOW)).isLessThan(2 * MILLI);
    assertThat(histogram.quantileNanos(0.51, NOW + WINDOW)).isGreaterThan(999 * MILLI);
  }

  @Test
  void aLongSilenceForgetsAllOfIt() {
    histogram.add(10, MILLI, MILLI, NOW);
    assertThat(histogram.quantileNanos(0.5, NOW + 3 * WINDOW)).isEqualTo(-1);
  }
}
