package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecayingRateTest {

  private final DecayingRate rate = new DecayingRate(100);

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(rate.perNano()).isZero();
  }

  @Test
  void whatStaysTheSameIsTheRate() {
    rate.add(30, 60);
    rate.add(500, 1_000);
    rate.add(1, 2);
    assertThat(rate.perNano()).isCloseTo(2, within(1e-12));
  }

  /** After the memory's length a nanosecond counts 1/e: so do all before it, in proportion. */
  @Test
  void whatWasLongAgoCountsLess() {
    rate.add(100, 100);
    rate.add(50, 0);
    double before = Math.exp(-0.5) - Math.exp(-1.5);
    double since = 1 - Math.exp(-0.5);
    assertThat(rate.perNano()).isCloseTo(before / (before + since), within(1e-12));
  }
}
