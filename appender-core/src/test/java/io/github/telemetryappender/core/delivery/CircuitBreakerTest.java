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
}
