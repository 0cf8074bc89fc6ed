package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.Bisection.Suspect;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The search for poisoned events is bounded in requests, and ends where it finds nothing. */
class BisectionTest {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long INTERVAL = MINUTE / 64;

  private long now = Long.MAX_VALUE - MINUTE; // overflows on the way
  private final Bisection bisection = new Bisection(now);

  // The budget

  @Test
  void sixtyFourRequestsMayGoAtOnceAndTheNextWaitsForItsTurn() {
    for (int request = 0; request < 64; request++) {
      assertThat(bisection.payNanos(now)).isZero();
    }
    assertThat(bisection.payNanos(now)).isEqualTo(INTERVAL);
    assertThat(bisection.payNanos(now)).isEqualTo(2 * INTERVAL);
  }

  @Test
  void whatWasSpentComesBackInAMinute() {
    for (int request = 0; request < 64; request++) {
      bisection.payNanos(now);
    }
    now += 64 * INTERVAL;
    for (int request = 0; request < 64; request++) {
      assertThat(bisection.payNanos(now)).isZero();
    }
    assertThat(bisection.payNanos(now)).isEqualTo(INTERVAL);
  }

  @Test
  void whatWasNotSpentIsNotSavedUp() {
    now += 10 * MINUTE;
    sixtyFourRequestsMayGoAtOnceAndTheNextWaitsForItsTurn();
  }

  // The end of the search

  private void refuseToTheLast(Suspect suspect) {
    suspect.halved();
    bisection.refused(suspect, now);
    bisection.refused(suspect, now);
  }

  @Test
  void threeBatchesRefusedToTheLastEventAreAMismatchAndTwoAreNot() {
    refuseToTheLast(new Suspect());
    refuseToTheLast(new Suspect());
    assertThat(bisection.isMismatch()).isFalse();
    refuseToTheLast(new Suspect());
    assertThat(bisection.isMismatch()).isTrue();
  }

  @Test
  void aBatchOfWhichSomethingArrivedIsNone() {
    for (int batch = 0; batch < 5; batch++) {
      Suspect suspect = new Suspect();
      suspect.halved();
      bisection.refused(suspect, now);
      assertThat(bisection.isMismatch()).isFalse();
      bisection.delivered();
    }
    Suspect late = new Suspect();
    late.halved();
    bisection.delivered();
    bisection.refused(late, now);
    refuseToTheLast(new Suspect());
    refuseToTheLast(new Suspect());
    assertThat(bisection.isMismatch()).as("two of three at most").isFalse();
  }

  @Test
  void aBatchThatIsNotRefusedToTheLastEventYetIsNone() {
    refuseToTheLast(new Suspect());
    refuseToTheLast(new Suspect());
    Suspect suspect = new Suspect();
    suspect.halved();
    suspect.halved();
    bisection.refused(suspect, now);
    bisection.refused(suspect, now);
    assertThat(bisection.isMismatch()).isFalse();
    bisection.refused(suspect, now);
    assertThat(bisection.isMismatch()).isTrue();
  }

  @Test
  void anEventThatWasNoPartOfABatchProvesNothing() {
    for (int event = 0; event < 10; event++) {
      bisection.refused(null, now);
    }
    assertThat(bisection.isMismatch()).isFalse();
  }

  @Test
  void anyDeliveryEndsAMismatchAndItsCount() {
    mismatch();
    bisection.delivered();
    assertThat(bisection.isMismatch()).isFalse();
    refuseToTheLast(new Suspect());
    refuseToTheLast(new Suspect());
    assertThat(bisection.isMismatch()).isFalse();
  }

  private void mismatch() {
    for (int batch = 0; batch < 3; batch++) {
      refuseToTheLast(new Suspect());
    }
    assertThat(bisection.isMismatch()).isTrue();
  }

  @Test
  void inAMismatchOneEventIsTriedEveryFiveMinutes() {
    mismatch();
    now += 5 * MINUTE - 1;
    assertThat(bisection.takeProbe(now)).isFalse();
    now += 1;
    assertThat(bisection.takeProbe(now)).isTrue();
    assertThat(bisection.takeProbe(now)).isFalse();
    now += 5 * MINUTE;
    assertThat(bisection.takeProbe(now)).isTrue();
  }

  @Test
  void furtherRefusalsDoNotPutOffTheNextTry() {
    mismatch();
    now += 4 * MINUTE;
    refuseToTheLast(new Suspect());
    now += MINUTE;
    assertThat(bisection.takeProbe(now)).isTrue();
  }
}
