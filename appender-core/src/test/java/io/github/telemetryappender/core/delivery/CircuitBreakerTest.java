package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.CircuitBreaker.Permit;
import io.github.telemetryappender.core.delivery.CircuitBreaker.State;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long PERMIT = 11 * SECOND;

  private long now = Long.MAX_VALUE - 3 * SECOND;
  private final CircuitBreaker breaker =
      new CircuitBreaker(new Backoff(SECOND, 60 * SECOND, 2), new SplittableRandom(5), PERMIT);
  private final CircuitBreaker slow =
      new CircuitBreaker(new Backoff(SECOND, 60 * SECOND, 2), Draws.HIGHEST, PERMIT);

  private void open() {
    for (int i = 0; i < 5; i++) {
      breaker.failed(breaker.started(now), now);
    }
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  private Permit halfOpen() {
    now += breaker.nanosUntilAllowed(now);
    return breaker.started(now);
  }

  @Test
  void fiveFailuresInARowOpenItAndFourDoNot() {
    for (int i = 0; i < 4; i++) {
      breaker.failed(null, now);
    }
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    breaker.failed(null, now);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void halfOfTheRecentOutcomesOpenItAndLessDoNot() {
    for (int i = 0; i < 3; i++) {
      breaker.succeeded(null, now);
    }
    breaker.failed(null, now);
    breaker.failed(null, now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    breaker.failed(null, now);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void outcomesOlderThanAMinuteDoNotCount() {
    for (int i = 0; i < 10; i++) {
      breaker.succeeded(null, now);
    }
    for (int i = 0; i < 4; i++) {
      breaker.failed(null, now);
    }
    now += 60 * SECOND + 1;
    breaker.succeeded(null, now);
    breaker.failed(null, now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void itStaysOpenForADrawOfTheThirdStep() {
    open();
    assertThat(breaker.nanosUntilAllowed(now)).isBetween(Backoff.FLOOR_NANOS, 4 * SECOND);
    now += breaker.nanosUntilAllowed(now) - 1;
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    now += 1;
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void oneProbeAtATimeAndTwoThatSucceedCloseIt() {
    open();
    Permit first = halfOpen();
    assertThat(breaker.nanosUntilAllowed(now)).isEqualTo(PERMIT);
    breaker.succeeded(first, now);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    breaker.succeeded(breaker.started(now), now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void aProbeThatFailsOpensItForLonger() {
    open();
    breaker.failed(halfOpen(), now);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    assertThat(breaker.nanosUntilAllowed(now)).isBetween(Backoff.FLOOR_NANOS, 8 * SECOND);
  }

  @Test
  void aProbeThatNeverComesBackIsTakenBackByTheClock() {
    open();
    Permit lost = halfOpen();
    now += PERMIT - 1;
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    now += 1;
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    breaker.succeeded(lost, now);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void anOutcomeOfBeforeTheOpeningDoesNotReturnTheProbesPermit() {
    open();
    halfOpen();
    breaker.succeeded(null, now);
    breaker.succeeded(null, now);
    assertThat(breaker.nanosUntilAllowed(now)).isEqualTo(PERMIT);
  }

  @Test
  void anUndecidedProbeMakesRoomForAnother() {
    open();
    breaker.undecided(halfOpen(), now);
    assertThat(breaker.nanosUntilAllowed(now)).isZero();
  }

  @Test
  void afterClosingItBeginsAfresh() {
    open();
    breaker.succeeded(halfOpen(), now);
    breaker.succeeded(breaker.started(now), now);
    breaker.failed(null, now);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    assertThat(breaker.failureShare(now)).isEqualTo(1.0);
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(null, now);
    }
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(null, now);
    }
  }

  @Test
  void fiveInARowOpenItHoweverWellItWentBefore() {
    succeed(15);
    fail(4);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    fail(1);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void aSuccessBeginsTheRowAnew() {
    succeed(13);
    fail(4);
    succeed(1);
    fail(2);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void halfOfFourOutcomesDoNotOpenItAndOfFiveTheyDo() {
    succeed(2);
    fail(2);
    assertThat(breaker.state(now)).isEqualTo(State.CLOSED);
    fail(1);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void itStaysOpenForTwiceAsLongEachTimeUpToTheCap() {
    for (int i = 0; i < 5; i++) {
      slow.failed(null, now);
    }
    for (long seconds : new long[] {4, 8, 16, 32, 60, 60}) {
      assertThat(slow.nanosUntilAllowed(now)).isEqualTo(seconds * SECOND);
      now += seconds * SECOND;
      slow.failed(slow.started(now), now);
    }
  }

  @Test
  void onceClosedItOpensForAShortTimeAgain() {
    for (int i = 0; i < 5; i++) {
      slow.failed(null, now);
    }
    for (int probe = 0; probe < 2; probe++) {
      now += slow.nanosUntilAllowed(now);
      slow.succeeded(slow.started(now), now);
    }
    for (int i = 0; i < 4; i++) {
      slow.failed(null, now);
    }
    assertThat(slow.state(now)).isEqualTo(State.CLOSED);
    slow.failed(null, now);
    assertThat(slow.nanosUntilAllowed(now)).isEqualTo(4 * SECOND);
  }

  @Test
  void anAttemptNeedsNoPermitWhileItIsClosed() {
    assertThat(breaker.started(now)).isNull();
  }

  @Test
  void whatFailsLateDoesNotKeepItOpenForLonger() {
    open();
    long rest = breaker.nanosUntilAllowed(now);
    fail(10);
    assertThat(breaker.nanosUntilAllowed(now)).isEqualTo(rest);
    succeed(10);
    assertThat(breaker.nanosUntilAllowed(now)).isEqualTo(rest);
  }

  @Test
  void whatComesBackLateSaysNothingOfTheProbe() {
    open();
    halfOpen();
    fail(1);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
    breaker.undecided(null, now);
    assertThat(breaker.nanosUntilAllowed(now)).as("the probe is under way").isEqualTo(PERMIT);
  }

  @Test
  void aSuccessOfBeforeIsNoProbeThatSucceeded() {
    open();
    breaker.undecided(halfOpen(), now);
    succeed(2);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void aProbeThatWasTakenBackReturnsNoPermitOfALaterOne() {
    open();
    Permit lost = halfOpen();
    now += PERMIT;
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    Permit current = halfOpen();
    breaker.succeeded(lost, now);
    breaker.failed(lost, now);
    breaker.undecided(lost, now);
    assertThat(breaker.nanosUntilAllowed(now)).isEqualTo(PERMIT);

    breaker.succeeded(current, now);
    assertThat(breaker.nanosUntilAllowed(now)).isZero();
  }

  @Test
  void aProbeThatTookTooLongIsTakenBackThoughItsOutcomeIsUndecided() {
    open();
    Permit late = halfOpen();
    now += PERMIT;
    breaker.undecided(late, now);
    assertThat(breaker.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void oneOfTwoProbesMakesItBeginAnewWhereTheOtherFails() {
    open();
    breaker.succeeded(halfOpen(), now);
    breaker.failed(breaker.started(now), now);
    breaker.succeeded(halfOpen(), now);
    assertThat(breaker.state(now)).isEqualTo(State.HALF_OPEN);
  }
}
