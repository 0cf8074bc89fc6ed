package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RetryBudget budget =
      new RetryBudget(new Backoff(SECOND, 60 * SECOND, 2), new SplittableRandom(1), 0);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      budget.failed();
    }
  }

  @Test
  void atFiveTokensResendsWaitAndAboveTheyDoNot() {
    fail(4);
    assertThat(budget.isAmple()).isTrue();
    fail(1);
    assertThat(budget.isAmple()).isFalse();
  }

  @Test
  void tenSuccessesPayForOneFailure() {
    fail(5);
    for (int i = 0; i < 11; i++) {
      budget.succeeded();
    }
    assertThat(budget.isAmple()).isTrue();
    assertThat(budget.tokens()).isBetween(6.0, 6.2);
  }

  @Test
  void aLowBudgetAllowsOneResendForEachDraw() {
    fail(10);
    assertThat(budget.nanosUntilResend(0)).isZero();
    budget.resent(0);
    assertThat(budget.nanosUntilResend(0)).isBetween(Backoff.FLOOR_NANOS, SECOND);
    assertThat(budget.nanosUntilResend(SECOND)).isZero();
  }

  @Test
  void theEndpointsReturnFillsItToSix() {
    fail(100);
    assertThat(budget.tokens()).isZero();
    budget.endpointIsBack();
    assertThat(budget.tokens()).isEqualTo(6);
  }
}
