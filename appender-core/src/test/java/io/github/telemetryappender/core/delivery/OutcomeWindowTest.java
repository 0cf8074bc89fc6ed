package io.github.telemetryappender.core.delivery;

import static io.github.telemetryappender.core.delivery.OutcomeWindow.FAILURE;
import static io.github.telemetryappender.core.delivery.OutcomeWindow.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutcomeWindowTest {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long LATE = Long.MAX_VALUE - 1; // overflows on the way

  private final OutcomeWindow window = new OutcomeWindow(4, MINUTE);

  private void add(long nowNanos, boolean... outcomes) {
    for (boolean outcome : outcomes) {
      window.add(outcome, nowNanos);
    }
  }

  @Test
  void anOutcomeCountsForAsLongAsItIsNotOlderThanTheWindow() {
    add(LATE, FAILURE);
    assertThat(window.failureShare(LATE + MINUTE)).isEqualTo(1);
    assertThat(window.failureShare(LATE + MINUTE + 1)).isZero();
  }

  @Test
  void placesThatWereNeverFilledAreNoFailures() {
    add(0, SUCCESS);
    assertThat(window.failureShare(0)).isZero();
    assertThat(window.isMostlyFailure(1, 0)).isFalse();
  }

  @Test
  void theOldestGivesWayToTheLatest() {
    add(LATE, FAILURE, SUCCESS, SUCCESS, SUCCESS);
    assertThat(window.failureShare(LATE)).isEqualTo(0.25);
    add(LATE, SUCCESS);
    assertThat(window.failureShare(LATE)).isZero();
  }

  @Test
  void halfOfTheOutcomesAreMostOfThemAndFewerAreNot() {
    add(LATE, FAILURE, SUCCESS, SUCCESS);
    assertThat(window.isMostlyFailure(3, LATE)).isFalse();
    add(LATE, FAILURE);
    assertThat(window.isMostlyFailure(4, LATE)).isTrue();
  }

  @Test
  void whatIsTooOldIsNoneOfThem() {
    add(LATE, FAILURE, FAILURE);
    add(LATE + MINUTE + 1, SUCCESS, SUCCESS);
    assertThat(window.isMostlyFailure(2, LATE + MINUTE + 1)).isFalse();
  }

  @Test
  void fewerOutcomesThanAskedForProveNothing() {
    add(LATE, FAILURE, FAILURE, FAILURE);
    assertThat(window.isMostlyFailure(4, LATE)).isFalse();
    assertThat(window.isMostlyFailure(3, LATE)).isTrue();
  }

  @Test
  void whatIsClearedIsForgotten() {
    add(LATE, FAILURE, FAILURE);
    window.clear();
    assertThat(window.failureShare(LATE)).isZero();
    add(LATE, SUCCESS);
    assertThat(window.failureShare(LATE)).isZero();
  }
}
