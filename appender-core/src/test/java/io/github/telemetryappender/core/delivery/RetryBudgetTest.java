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
    assertThat(budget.mayResend()).isTrue();
    fail(1);
    assertThat(budget.isAmple()).isFalse();
    assertThat(budget.mayResend()).isFalse();
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      budget.succeeded();
    }
  }

  @Test
  void tenSuccessesPayForOneFailure() {
    fail(5);
    succeed(11);
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
  void drawsGetLongerWhileFewTokensAreLeft() {
    fail(100);
    long longest = 0;
    for (int i = 0; i < 50; i++) {
      budget.resent(0);
      longest = Math.max(longest, budget.nanosUntilResend(0));
    }
    assertThat(longest).isGreaterThan(50 * SECOND);
  }

  @Test
  void twoSuccessesPayForAResend() {
    fail(100);
    budget.resent(0);
    succeed(1);
    assertThat(budget.mayResend()).isFalse();
    succeed(1);
    assertThat(budget.mayResend()).isTrue();
    assertThat(budget.nanosUntilResend(0)).isZero();
    budget.resent(0);
    assertThat(budget.mayResend()).isFalse();
    assertThat(budget.nanosUntilResend(0)).isPositive();
  }

  @Test
  void aResendThatWasPaidForDoesNotPutOffTheNextDraw() {
    fail(100);
    succeed(2);
    budget.resent(0);
    assertThat(budget.nanosUntilResend(0)).isZero();
  }

  @Test
  void fiveResendsArePaidForInAdvanceAtMost() {
    fail(100);
    for (int i = 0; i < 40; i++) { // as many tokens go as come
      succeed(10);
      fail(1);
    }
    int resends = 0;
    while (budget.mayResend() && resends < 50) {
      budget.resent(0);
      resends++;
    }
    assertThat(resends).isEqualTo(5);
  }

  @Test
  void whatWasPaidForIsForgottenInPlenty() {
    fail(100);
    succeed(51);
    assertThat(budget.isAmple()).isTrue();
    fail(1);
    assertThat(budget.mayResend()).isFalse();
  }

  @Test
  void inPlentyDrawsBeginAtTheirShortestAgain() {
    fail(10);
    for (int i = 0; i < 10; i++) {
      budget.resent(0);
    }
    succeed(51);
    fail(1);
    budget.resent(0);
    assertThat(budget.nanosUntilResend(0)).isBetween(Backoff.FLOOR_NANOS, SECOND);
  }

  @Test
  void aResendInPlentyPutsOffNothing() {
    budget.resent(0);
    fail(5);
    assertThat(budget.nanosUntilResend(0)).isZero();
  }

  @Test
  void whatWasPaidForIsForgottenAtTheEndpointsReturn() {
    fail(10);
    succeed(2);
    budget.endpointIsBack();
    fail(1);
    assertThat(budget.mayResend()).isFalse();
  }

  @Test
  void theEndpointsReturnFillsItToSix() {
    fail(100);
    assertThat(budget.tokens()).isZero();
    budget.endpointIsBack();
    assertThat(budget.tokens()).isEqualTo(6);
  }
}
