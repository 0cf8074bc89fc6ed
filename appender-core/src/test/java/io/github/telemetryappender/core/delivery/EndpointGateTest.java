package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.EndpointGate.Failure;
import io.github.telemetryappender.core.delivery.EndpointGate.Pass;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.RetryConfig;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EndpointGateTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long NOW = Long.MAX_VALUE - SECOND;
  private static final Pass PASS = new Pass(NOW, null, false);

  private final EndpointGate gate =
      new EndpointGate(
          new RetryConfig(
              Duration.ofSeconds(1),
              Duration.ofSeconds(60),
              2,
              0,
              Duration.ofMinutes(15),
              Set.of(),
              Set.of(),
              1),
          new DeliveryConfig(4, Duration.ofSeconds(5), Duration.ofSeconds(10)),
          new SplittableRandom(1),
          NOW);

  @Test
  void aProbeOfAHoldWaitsForTheEndOfThePauseTheEndpointAskedFor() {
    gate.throttled(PASS, OptionalLong.of(60 * SECOND), Long.MAX_VALUE, NOW);
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    assertThat(gate.nanosUntilOpen(NOW)).isBetween(60 * SECOND, 72 * SECOND);
  }

  @Test
  void aHoldIsProbedAfterThirtySecondsWhereNoPauseIsLonger() {
    gate.throttled(PASS, OptionalLong.of(SECOND), Long.MAX_VALUE, NOW);
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    assertThat(gate.nanosUntilOpen(NOW)).isEqualTo(30 * SECOND);
  }

  private long at = NOW;

  private void fail(long nanosLater) {
    at += nanosLater;
    gate.failed(new Pass(at, started().permit(), false), Failure.OTHER, 0, at);
  }

  private Pass started() {
    return gate.started(0, 1, BacklogPace.Age.FRESH, 0, at);
  }

  private void succeed(long nanosLater) {
    at += nanosLater;
    gate.succeeded(started(), at);
  }

  @Test
  void aBacklogIsPacedAfterMoreThanFiveSecondsOfTrouble() {
    fail(0);
    fail(5 * SECOND + 1);
    assertThat(gate.isPacing()).isTrue();
    succeed(0);
    assertThat(gate.isPacing()).isTrue();
    gate.backlogIsGone();
    assertThat(gate.isPacing()).isFalse();
  }

  @Test
  void aShortTroublePacesNothing() {
    fail(0);
    fail(SECOND);
    succeed(4 * SECOND);
    assertThat(gate.isPacing()).isFalse();
  }

  @Test
  void anAttemptThatTookLongToFailWasTroubleFromItsBeginning() {
    gate.failed(new Pass(at, null, false), Failure.OVERLOADED, 0, at + 10 * SECOND);
    assertThat(gate.isPacing()).isTrue();
  }

  @Test
  void aTroubleThatComesAndGoesIsOneUntilItsBacklogIsGone() {
    fail(0);
    succeed(3 * SECOND);
    fail(3 * SECOND);
    assertThat(gate.isPacing()).isTrue();
  }

  @Test
  void whatFailsAgainAfterItsBacklogHasGoneIsANewTrouble() {
    fail(0);
    succeed(3 * SECOND);
    gate.backlogIsGone();
    fail(3 * SECOND);
    assertThat(gate.isPacing()).isFalse();
  }

  @Test
  void aTroubleDoesNotEndBeforeASuccessWhateverWaits() {
    fail(0);
    gate.backlogIsGone();
    assertThat(gate.isTroubled()).isTrue();
    succeed(SECOND);
    gate.backlogIsGone();
    assertThat(gate.isTroubled()).isFalse();
  }

  @Test
  void whilePausesFollowOnPausesItIsOneTrouble() {
    gate.throttled(PASS, OptionalLong.of(50 * SECOND), Long.MAX_VALUE, at);
    gate.throttled(PASS, OptionalLong.of(50 * SECOND), Long.MAX_VALUE, at + 50 * SECOND);
    succeed(100 * SECOND);
    assertThat(gate.isPacing()).isTrue();
  }

  @Test
  void asManyGoAtOnceAsTheRecentSuccessesAllow() {
    for (int i = 0; i < 4; i++) {
      Pass pass = new Pass(at, null, true);
      at += SECOND;
      gate.succeeded(pass, at);
    }
    assertThat(gate.maxInFlight(at)).isEqualTo(4);
    fail(0);
    assertThat(gate.successShare(at)).isEqualTo(0.8);
    assertThat(gate.maxInFlight(at)).isEqualTo(3);
  }

  @Test
  void anOpenBreakerLeadsToAProbeThatTheBudgetDoesNotDelay() {
    assertThat(gate.leadsToProbe(NOW)).isFalse();
    for (int failure = 0; failure < 5; failure++) {
      gate.failed(PASS, Failure.OTHER, 0, NOW);
    }
    assertThat(gate.isProbing(NOW)).isFalse();
    assertThat(gate.leadsToProbe(NOW)).isTrue();
  }
}
