package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.EndpointGate.Failure;
import io.github.telemetryappender.core.delivery.EndpointGate.Pass;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.RetryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointGateTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long NOW = Long.MAX_VALUE - SECOND;
  private static final Pass PASS = new Pass(NOW, null, false);

  private final EndpointGate gate = gate(new SplittableRandom(1));
  private final EndpointGate slow = gate(Draws.HIGHEST);

  private static EndpointGate gate(RandomGenerator random) {
    return new EndpointGate(
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
        random,
        NOW);
  }

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

  private void answerWithin(long nanos) {
    Pass pass = new Pass(at, null, false);
    at += nanos;
    gate.succeeded(pass, at);
  }

  /** What came meanwhile is backlog, though nothing failed. */
  @Test
  void anAnswerThatTakesASecondLongerThanUsualIsTrouble() {
    answerWithin(SECOND / 10);
    answerWithin(SECOND / 10 + BacklogPace.FRESH_NANOS);
    assertThat(gate.isTroubled()).isFalse();
    answerWithin(2 * SECOND);
    assertThat(gate.isTroubled()).isTrue();
  }

  @Test
  void theFirstAnswerIsNeverSlow() {
    answerWithin(9 * SECOND);
    assertThat(gate.isTroubled()).isFalse();
  }

  @Test
  void theBacklogOfASlowEndpointIsPacedAfterFiveSeconds() {
    answerWithin(SECOND / 10);
    answerWithin(3 * SECOND);
    at += 2 * SECOND;
    gate.observe(100, at);
    assertThat(gate.isPacing()).isFalse();
    at++;
    gate.observe(100, at);
    assertThat(gate.isPacing()).isTrue();
  }

  @Test
  void aSlowEndpointWithoutBacklogIsNoTrouble() {
    answerWithin(SECOND / 10);
    answerWithin(3 * SECOND);
    gate.backlogIsGone();
    assertThat(gate.isTroubled()).isFalse();
  }

  /** A hold that is released is tried at once. */
  @Test
  void aTroubleWithoutAnAnswerIsNotPacedByTimeAlone() {
    fail(0);
    gate.observe(100, at + 60 * SECOND);
    assertThat(gate.isPacing()).isFalse();
  }

  /** A batch of a backlog that was sent so often before. */
  private void start(int attempts) {
    gate.started(attempts, 1, BacklogPace.Age.BACKLOG, 0, at);
  }

  private long turnOf(int attempts) {
    return gate.nanosUntilBacklog(attempts, Long.MAX_VALUE, at);
  }

  private void paceABacklog() {
    fail(0);
    fail(6 * SECOND);
    succeed(0);
    at += BacklogPace.LONGEST_INTERVAL_NANOS;
  }

  @Test
  void aBatchThatWasSentBeforeKeepsToThePaceWhileTheBudgetIsAmple() {
    paceABacklog();
    start(1);
    assertThat(turnOf(0)).isEqualTo(turnOf(1)).isGreaterThan(6 * SECOND);
  }

  /** With a batch of one event each. */
  private void sendOneEachFiveSeconds() {
    for (int sent = 0; sent < 60; sent++) {
      gate.observe(sent, at);
      succeed(5 * SECOND);
    }
  }

  /** The pace in full is twice the usual rate: one each 2.5 s. */
  @Test
  void aBatchThatCannotWaitForItsTurnLeavesAtThePaceInFull() {
    sendOneEachFiveSeconds();
    paceABacklog();
    start(0);
    start(0);
    start(0);
    long turn = turnOf(0);
    assertThat(turn).isGreaterThan(4 * SECOND);
    assertThat(gate.nanosUntilBacklog(0, turn + 1, at)).isEqualTo(turn);
    assertThat(gate.nanosUntilBacklog(0, turn, at)).isBetween(SECOND * 17 / 10, SECOND * 33 / 10);
  }

  /** It lasts twice the longest backoff; one each 5 s is the usual rate, one each 2.5 s in full. */
  @Test
  void afterALongTroubleThePaceIsReachedInTwoMinutes() {
    sendOneEachFiveSeconds();
    fail(0);
    fail(100 * SECOND);
    succeed(0);
    at += turnOf(0);
    start(0);
    assertThat(turnOf(0)).isGreaterThan(SECOND * 32 / 10);
    at += 130 * SECOND;
    start(0);
    start(0);
    start(0);
    assertThat(turnOf(0)).isLessThan(SECOND * 75 / 10);
  }

  /** What is observed meanwhile does not begin it anew. */
  @Test
  void thePaceOfASlowEndpointsBacklogGetsFaster() {
    sendOneEachFiveSeconds();
    answerWithin(3 * SECOND);
    at += 3 * SECOND;
    gate.observe(60, at);
    at += 30 * SECOND;
    gate.observe(66, at);
    start(0);
    start(0);
    start(0);
    assertThat(turnOf(0)).isBetween(3 * SECOND, 8 * SECOND);
  }

  /** What is sent in a trouble, and how often, is not what is usual. */
  @Test
  void theUsualRateIsThatOfTheTimeWithoutTrouble() {
    sendOneEachFiveSeconds();
    fail(0);
    for (int i = 0; i < 20; i++) {
      gate.started(0, 100, BacklogPace.Age.FRESH, 0, at);
    }
    for (int i = 0; i < 40; i++) {
      at += 5 * SECOND;
      gate.observe(60 + i, at);
    }
    fail(0);
    succeed(0);
    at += turnOf(0);
    start(0);
    assertThat(turnOf(0)).isBetween(SECOND * 33 / 10, SECOND * 63 / 10);
  }

  /** They are as small as they can be, and no measure of how many batches come. */
  @Test
  void probesAreNoUsualBatches() {
    for (int sent = 0; sent < 60; sent++) {
      gate.observe(10 * sent, at);
      gate.started(0, 10, BacklogPace.Age.FRESH, 0, at);
      at += 5 * SECOND;
    }
    paceABacklog();
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, at);
    for (int probe = 0; probe < 20; probe++) {
      start(0);
    }
    gate.release();
    at += 6 * BacklogPace.LONGEST_INTERVAL_NANOS;
    start(0);
    start(0);
    start(0);
    assertThat(turnOf(0)).isGreaterThan(SECOND / 2);
  }

  /** Else what is refused in part for ever is kept back by both, and gets too old. */
  @Test
  void whereTheBudgetIsLowItTakesNoTurnOfThePace() {
    paceABacklog();
    for (int failure = 0; failure < 4; failure++) {
      fail(0);
    }
    start(0);
    assertThat(turnOf(0)).isPositive();
    assertThat(turnOf(1)).isZero();
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

  // The wait after a failure

  /** So many successes that a failure or two are no share worth speaking of. */
  private void beWell() {
    for (int i = 0; i < 20; i++) {
      slow.succeeded(new Pass(NOW, null, true), NOW);
    }
  }

  private long failSlow(long startedAtNanos, Failure failure, long minDelayNanos, long nowNanos) {
    return slow.failed(new Pass(startedAtNanos, null, false), failure, minDelayNanos, nowNanos);
  }

  @Test
  void theFirstFailureDelaysItsOwnBatchAndTheSecondTheEndpoint() {
    beWell();
    assertThat(failSlow(NOW, Failure.OTHER, 0, NOW)).isEqualTo(SECOND);
    assertThat(slow.nanosUntilOpen(NOW)).isZero();
    assertThat(slow.maxInFlight(NOW)).isGreaterThan(1);

    assertThat(failSlow(NOW, Failure.OTHER, 0, NOW)).isEqualTo(2 * SECOND);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(2 * SECOND);
    assertThat(slow.maxInFlight(NOW)).isEqualTo(1);
    assertThat(slow.isOpen(NOW)).isFalse();
    assertThat(slow.isOpen(NOW + 2 * SECOND)).isTrue();
  }

  @Test
  void whatWasUnderWayWhenTheFailureCameTellsNothingNew() {
    beWell();
    failSlow(NOW, Failure.OTHER, 0, NOW + SECOND);
    assertThat(failSlow(NOW + SECOND - 1, Failure.OTHER, 0, NOW + SECOND)).isEqualTo(SECOND);
    assertThat(slow.nanosUntilOpen(NOW + SECOND)).isZero();
    assertThat(failSlow(NOW + SECOND, Failure.OTHER, 0, NOW + SECOND)).isEqualTo(4 * SECOND);
    assertThat(slow.nanosUntilOpen(NOW + SECOND)).isEqualTo(4 * SECOND);
  }

  @Test
  void afterASuccessEvenWhatWasUnderWayBeforeIsTheFirstOfANewRow() {
    beWell();
    failSlow(NOW, Failure.OTHER, 0, NOW + SECOND);
    slow.refusedData(PASS, NOW + SECOND);
    assertThat(failSlow(NOW, Failure.OTHER, 0, NOW + 2 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void afterAnAskedPauseOneGoesAtATime() {
    beWell();
    slow.throttled(PASS, OptionalLong.of(SECOND), Long.MAX_VALUE, NOW);
    assertThat(slow.maxInFlight(NOW)).isEqualTo(1);
    slow.refusedData(PASS, NOW);
    assertThat(slow.maxInFlight(NOW)).isEqualTo(2);
  }

  @Test
  void aShorterWaitDoesNotCutALongerOneShort() {
    beWell();
    failSlow(NOW, Failure.OTHER, 0, NOW);
    failSlow(NOW, Failure.NEVER_SENT, 10 * SECOND, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(12 * SECOND);
    failSlow(NOW - 1, Failure.OTHER, 0, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(12 * SECOND);
  }

  @Test
  void anAnswerEndsTheWaitAndItsGrowth() {
    beWell();
    failSlow(NOW, Failure.OTHER, 0, NOW);
    failSlow(NOW, Failure.OTHER, 0, NOW);
    slow.refusedData(PASS, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).isZero();
    failSlow(NOW, Failure.OTHER, 0, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).as("it is the first again").isZero();
  }

  /** The first wait where so many of the latest attempts failed, and as many were answered. */
  private static long firstWait(int answered, int failed) {
    EndpointGate gate = gate(Draws.HIGHEST);
    for (int i = 0; i < failed; i++) {
      gate.failed(PASS, Failure.OTHER, 0, NOW);
    }
    for (int i = 0; i < answered; i++) {
      gate.refusedData(PASS, NOW);
    }
    return gate.failed(PASS, Failure.OTHER, 0, NOW);
  }

  @Test
  void anEndpointThatOftenFailedOfLateIsGivenMoreTimeFromTheStart() {
    assertThat(firstWait(10, 1)).isEqualTo(SECOND);
    assertThat(firstWait(9, 1)).as("a tenth").isEqualTo(2 * SECOND);
    assertThat(firstWait(3, 2)).isEqualTo(2 * SECOND);
    assertThat(firstWait(2, 2)).as("half").isEqualTo(4 * SECOND);
  }

  // The budget

  @Test
  void whatProvablyNeverLeftCostsNoBudget() {
    for (int i = 0; i < 8; i++) {
      failSlow(NOW, Failure.NEVER_SENT, 0, NOW);
    }
    assertThat(slow.mayResendFreely()).isTrue();
    for (int i = 0; i < 4; i++) {
      failSlow(NOW, Failure.OTHER, 0, NOW);
    }
    assertThat(slow.mayResendFreely()).isTrue();
    failSlow(NOW, Failure.OTHER, 0, NOW);
    assertThat(slow.mayResendFreely()).isFalse();
  }

  @Test
  void anAskedPauseCostsBudgetToo() {
    for (int i = 0; i < 5; i++) {
      assertThat(gate.mayResendFreely()).isTrue();
      gate.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW);
    }
    assertThat(gate.mayResendFreely()).isFalse();
  }

  @Test
  void twoSuccessesPayForAResend() {
    for (int i = 0; i < 6; i++) {
      slow.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW);
    }
    slow.succeeded(PASS, NOW);
    assertThat(slow.mayResendFreely()).isFalse();
    slow.succeeded(PASS, NOW);
    assertThat(slow.mayResendFreely()).isTrue();
  }

  @Test
  void onlyAResendTakesItsTurnAmongResends() {
    for (int i = 0; i < 5; i++) {
      slow.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW);
    }
    slow.started(0, 1, BacklogPace.Age.FRESH, 0, NOW);
    assertThat(slow.nanosUntilResend(NOW)).isZero();
    slow.started(1, 1, BacklogPace.Age.FRESH, 0, NOW);
    assertThat(slow.nanosUntilResend(NOW)).isEqualTo(SECOND);
  }

  // Pauses

  @Test
  void withoutATimeThePauseBeginsAtTwoSecondsAndGrows() {
    assertThat(slow.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW))
        .isEqualTo(2 * SECOND);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(2 * SECOND);
    assertThat(slow.maxInFlight(NOW)).isEqualTo(1);
    assertThat(slow.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW))
        .isEqualTo(4 * SECOND);
    slow.refusedData(PASS, NOW);
    assertThat(slow.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW))
        .isEqualTo(2 * SECOND);
  }

  @Test
  void aPauseIsLongerThanAskedByAFifthAtMostAndByASecondAtLeast() {
    assertThat(slow.throttled(PASS, OptionalLong.of(2 * SECOND), Long.MAX_VALUE, NOW))
        .isEqualTo(3 * SECOND);
    assertThat(slow.throttled(PASS, OptionalLong.of(30 * SECOND), Long.MAX_VALUE, NOW))
        .isEqualTo(36 * SECOND);
    assertThat(
            gate(Draws.LOWEST).throttled(PASS, OptionalLong.of(30 * SECOND), Long.MAX_VALUE, NOW))
        .isEqualTo(30 * SECOND);
  }

  @Test
  void aPauseEndsNotLongAfterWhatWaitsWouldBeTooOld() {
    assertThat(slow.throttled(PASS, OptionalLong.of(3600 * SECOND), 10 * SECOND, NOW))
        .isEqualTo(12 * SECOND);
    assertThat(slow.throttled(PASS, OptionalLong.of(3600 * SECOND), -1, NOW)).isEqualTo(SECOND);
    assertThat(slow.nanosUntilOpen(NOW)).as("the longer one holds").isEqualTo(12 * SECOND);
  }

  @Test
  void anAskedPauseIsNoFailureAndGivesAProbesPermitBack() {
    for (int i = 0; i < 20; i++) {
      gate.throttled(PASS, OptionalLong.empty(), Long.MAX_VALUE, NOW);
    }
    assertThat(gate.breakerState(NOW)).isEqualTo(CircuitBreaker.State.CLOSED);

    Pass probe = openThenProbe(slow);
    slow.throttled(probe, OptionalLong.of(SECOND), Long.MAX_VALUE, at);
    assertThat(slow.nanosUntilOpen(at)).as("the pause, not the permit").isEqualTo(2 * SECOND);
  }

  @Test
  void anUndecidedProbeGivesItsPermitBack() {
    Pass probe = openThenProbe(slow);
    assertThat(slow.nanosUntilOpen(at)).isEqualTo(11 * SECOND);
    slow.undecided(probe, at);
    assertThat(slow.nanosUntilOpen(at)).isZero();
  }

  /** Opens the breaker, waits until it lets one through, and starts that one. */
  private Pass openThenProbe(EndpointGate of) {
    for (int i = 0; i < 5; i++) {
      of.failed(PASS, Failure.OTHER, 0, at);
    }
    assertThat(of.breakerState(at)).isEqualTo(CircuitBreaker.State.OPEN);
    at += of.nanosUntilOpen(at);
    assertThat(of.isProbing(at)).isTrue();
    assertThat(of.maxInFlight(at)).isEqualTo(1);
    return of.started(1, 1, BacklogPace.Age.FRESH, 0, at);
  }

  @Test
  void aProbeThatDoesNotComeBackIsTakenBackASecondAfterItsTimeout() {
    openThenProbe(slow);
    assertThat(slow.breakerState(at + 11 * SECOND - 1)).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    assertThat(slow.breakerState(at + 11 * SECOND)).isEqualTo(CircuitBreaker.State.OPEN);
  }

  // Coming back

  @Test
  void whenTheBreakerClosesTheBudgetIsBackAndConcurrencyBeginsWithOne() {
    for (int i = 0; i < 4; i++) {
      at += SECOND;
      slow.succeeded(new Pass(at - SECOND, null, true), at);
    }
    assertThat(slow.maxInFlight(at)).isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      slow.failed(PASS, Failure.OTHER, 0, at);
    }
    Pass first = openThenProbe(slow);
    slow.succeeded(first, at);
    assertThat(slow.mayResendFreely()).as("one probe is not enough").isFalse();
    slow.backlogIsGone();
    assertThat(slow.isTroubled()).as("nor for the end of trouble").isTrue();
    slow.succeeded(slow.started(1, 1, BacklogPace.Age.FRESH, 0, at), at);

    assertThat(slow.breakerState(at)).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(slow.mayResendFreely()).isTrue();
    assertThat(slow.maxInFlight(at)).isEqualTo(1);
    slow.backlogIsGone();
    assertThat(slow.isTroubled()).isFalse();
  }

  @Test
  void theEndOfALongTroubleBeginsThePace() {
    fail(0);
    succeed(5 * SECOND + 1);
    assertThat(gate.isPacing()).isTrue();
  }

  @Test
  void aTroubleOfExactlyFiveSecondsPacesNothing() {
    fail(0);
    succeed(5 * SECOND);
    assertThat(gate.isPacing()).isFalse();
  }

  @Test
  void successesBringBackWhatFailuresTookFromTheConcurrency() {
    for (int i = 0; i < 4; i++) {
      Pass pass = new Pass(at, null, true);
      at += SECOND;
      gate.succeeded(pass, at);
    }
    fail(0);
    assertThat(gate.maxInFlight(at)).isEqualTo(3);
    for (int i = 0; i < 5; i++) {
      succeed(0);
    }
    assertThat(gate.successShare(at)).isEqualTo(0.9);
    assertThat(gate.maxInFlight(at)).isEqualTo(4);
  }

  @Test
  void anOverloadedEndpointGetsHalfAsManyAndAnyOtherFailureLeavesTheLimit() {
    for (int i = 0; i < 20; i++) {
      at += SECOND;
      gate.succeeded(new Pass(at - SECOND, null, true), at);
    }
    gate.failed(new Pass(at, null, false), Failure.OTHER, 0, at);
    succeed(0);
    assertThat(gate.maxInFlight(at)).isEqualTo(4);
    gate.failed(new Pass(at, null, false), Failure.OVERLOADED, 0, at);
    assertThat(gate.maxInFlight(at)).isEqualTo(2);

    succeed(0);
    at += SECOND;
    gate.throttled(new Pass(at, null, false), OptionalLong.of(SECOND), Long.MAX_VALUE, at);
    succeed(0);
    assertThat(gate.maxInFlight(at)).isEqualTo(1);
  }

  @Test
  void anAttemptIsFullThatTakesTheLastSlot() {
    for (int i = 0; i < 2; i++) {
      at += SECOND;
      gate.succeeded(new Pass(at - SECOND, null, true), at);
    }
    assertThat(gate.maxInFlight(at)).isEqualTo(4);
    assertThat(gate.started(0, 1, BacklogPace.Age.FRESH, 2, at).wasFull()).isFalse();
    assertThat(gate.started(0, 1, BacklogPace.Age.FRESH, 3, at).wasFull()).isTrue();
  }

  @Test
  void partsThatGoAgainWaitAsLongAsTheirAttemptsAskFor() {
    assertThat(slow.backoffNanos(0)).isEqualTo(SECOND);
    assertThat(slow.backoffNanos(3)).isEqualTo(8 * SECOND);
  }

  // Holds

  @Test
  void onHoldNothingGoesButProbesAndThatOneAtATime() {
    slow.succeeded(PASS, NOW);
    slow.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    assertThat(slow.isOpen(NOW + 60 * SECOND)).isFalse();
    assertThat(slow.isTroubled()).isTrue();
    assertThat(slow.maxInFlight(NOW)).isEqualTo(1);
    assertThat(slow.isProbing(NOW)).isTrue();
    assertThat(slow.leadsToProbe(NOW)).isTrue();
    slow.release();
    assertThat(slow.isOpen(NOW)).isTrue();
    assertThat(slow.isProbing(NOW)).isFalse();
    assertThat(slow.leadsToProbe(NOW)).isFalse();
  }

  @Test
  void aProbeOfAHoldTakesNoPermitOfTheBreaker() {
    openThenProbe(slow);
    slow.undecided(PASS, at);
    at += 11 * SECOND; // it opened again
    at += slow.nanosUntilOpen(at);
    slow.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, at);
    assertThat(slow.started(1, 1, BacklogPace.Age.FRESH, 0, at).permit()).isNull();
    slow.release();
    assertThat(slow.started(1, 1, BacklogPace.Age.FRESH, 0, at).permit()).isNotNull();
  }

  @Test
  void aProbeThatComesBackWhenTheHoldIsOverChangesNothing() {
    gate.probed(NOW);
    assertThat(gate.hold()).isNull();
    assertThat(gate.isOpen(NOW)).isTrue();
  }

  @Test
  void newFilesThatAreFoundWhenTheHoldIsOverChangeNothing() {
    gate.tryAtOnce(NOW);
    assertThat(gate.hold()).isNull();
    assertThat(gate.isOpen(NOW)).isTrue();
  }

  @Test
  void aProbeThatChangedNothingPutsTheNextOneOff() {
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    gate.probed(NOW + 30 * SECOND);
    assertThat(gate.nanosUntilOpen(NOW + 30 * SECOND)).isEqualTo(60 * SECOND);
    gate.hold("402 again", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW + 30 * SECOND);
    assertThat(gate.nanosUntilOpen(NOW + 30 * SECOND)).isEqualTo(60 * SECOND);
  }

  @Test
  void aHoldWaitsForThePauseThatTheEndpointAsksForAndALittleLonger() {
    slow.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    slow.pause(100 * SECOND, 50 * SECOND, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(60 * SECOND);
    slow.pause(100 * SECOND, -1, NOW);
    assertThat(slow.nanosUntilOpen(NOW)).isEqualTo(60 * SECOND);
  }

  // What a failure says

  @ParameterizedTest
  @EnumSource
  void whatNeverLeftCostsNothingAndWhatTookTooLongIsTooMuch(FailureKind kind) {
    Failure expected =
        switch (kind) {
          case TIMEOUT -> Failure.OVERLOADED;
          case UNKNOWN_HOST,
              CONNECT_REFUSED,
              CONNECT_TIMEOUT,
              PROXY_REFUSED,
              PROXY_UNAUTHORIZED,
              CERTIFICATE,
              TLS,
              TLS_FILES,
              STALE_CONNECTION,
              STREAM_REFUSED ->
              Failure.NEVER_SENT;
          case WRITE_BROKEN,
              NO_RESPONSE_REUSED,
              NO_RESPONSE,
              PROTOCOL,
              STREAM_RESET,
              CALM_DOWN,
              CANCELED,
              OTHER_IO ->
              Failure.OTHER;
        };
    assertThat(Failure.of(new ExchangeResult.Failed(kind, "x"))).isEqualTo(expected);
  }

  @Test
  void ofAnswersOnlyOneSaysThatThereIsTooMuch() {
    for (int status : new int[] {408, 500, 502, 504, 599}) {
      assertThat(Failure.of(answered(status))).isEqualTo(Failure.OTHER);
    }
    assertThat(Failure.of(answered(503))).isEqualTo(Failure.OVERLOADED);
    assertThat(Failure.of(new ExchangeResult.TooLarge(1))).isEqualTo(Failure.OTHER);
  }

  private static ExchangeResult answered(int status) {
    return new ExchangeResult.Answered(
        status, List.of(), new byte[0], ExchangeResult.BodyState.COMPLETE);
  }
}
