package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.auth.TerminalCredentialException;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.SilentProducer;
import io.github.telemetryappender.core.lane.SlowProducer;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What those around the loop rely on: who hears of what, how it ends, what a breakdown leaves. */
class LoopContractTest {

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration BUDGET = Duration.ofSeconds(5);

  private LoopRig rig = new LoopRig(Map.of());
  private final boolean[] over = new boolean[1];

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void withSettings(Map<String, String> settings) {
    rig.close();
    rig = new LoopRig(settings);
  }

  private void send(Severity severity, int events) {
    rig.log(severity, events);
    rig.work();
    rig.advance(LINGER);
  }

  private void answer(int status) {
    rig.transport.onlyOpen().answer(status);
    rig.work();
  }

  private void fail() {
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
  }

  private void drain() {
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(BUDGET.toNanos(), () -> over[0] = true));
    rig.work();
  }

  private long step() {
    return rig.loop.doWork(rig.clock.nanos());
  }

  @Test
  void whoListensToEventsHearsOfEachStepFromTheFirstEventOn() {
    int[] heard = new int[1];
    rig.loop.onEvents(() -> heard[0]++);
    step();
    assertThat(heard[0]).isZero();
    rig.log(Severity.INFO, 1);
    step();
    assertThat(heard[0]).isEqualTo(1);
    step();
    assertThat(heard[0]).isEqualTo(2);
  }

  // The end

  @Test
  void whatIsAskedOfALoopThatHasEndedIsOverAtOnce() {
    rig.lanes.seal();
    rig.loop.drain(BUDGET.toNanos(), () -> {});
    assertThat(step()).as("nothing is to be done any more").isEqualTo(Long.MAX_VALUE);
    rig.loop.drain(BUDGET.toNanos(), () -> over[0] = true);
    assertThat(over[0]).isTrue();
    CompletableFuture<FlushResult> flush = new CompletableFuture<>();
    rig.loop.flush(BUDGET.toNanos(), flush);
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 0));
  }

  @Test
  void aSecondDrainChangesNothingOfTheFirst() {
    send(Severity.INFO, 1);
    drain();
    rig.mailbox.accept(() -> rig.loop.drain(0, () -> {}));
    rig.work();
    assertThat(over[0]).isFalse();
    answer(200);
    assertThat(over[0]).isTrue();
  }

  @Test
  void itIsOverWhenTheExchangeItGaveUpHasComeBack() {
    assertThat(rig.loop.isOver()).isFalse();
    send(Severity.INFO, 1);
    rig.transport.ignoresCancel = true;
    drain();
    rig.advance(BUDGET);
    assertThat(over[0]).isTrue();
    assertThat(rig.loop.isOver()).isFalse();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.loop.isOver()).isTrue();
  }

  @Test
  void itIsOverWhenTheCheckAtTheStartHasComeBack() {
    withSettings(Map.of("verifyOnStart", "report"));
    rig.advance(LINGER);
    ScriptedTransport.Exchange check = rig.transport.onlyOpen();
    assertThat(check.request.method()).isEqualTo("HEAD");
    rig.transport.ignoresCancel = true;
    drain();
    assertThat(over[0]).isTrue();
    assertThat(rig.loop.isOver()).isFalse();
    check.answer(200);
    rig.mailbox.doWork();
    assertThat(rig.loop.isOver()).isTrue();
  }

  @Test
  void aDrainTriesAtOnceWhatWaitsForItsBackoff() {
    send(Severity.INFO, 1);
    fail();
    assertThat(rig.transport.open()).isEmpty();
    drain();
    answer(200);
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void aDrainWakesToCancelAndThenToEnd() {
    send(Severity.INFO, 1);
    rig.transport.ignoresCancel = true;
    drain();
    Duration untilCancel = Duration.ofNanos(rig.rest);
    assertThat(untilCancel).isLessThan(BUDGET);
    rig.rest();
    assertThat(over[0]).isFalse();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(BUDGET.minus(untilCancel));
    rig.rest();
    assertThat(over[0]).isTrue();
    rig.transport.onlyOpen().answer(200);
  }

  @Test
  void aDrainCancelsWhatIsUnderWayAndEndsWithIt() {
    send(Severity.INFO, 1);
    drain();
    rig.rest();
    assertThat(rig.transport.open()).isEmpty();
    rig.work(); // woken by what came back
    assertThat(over[0]).isTrue();
  }

  @Test
  void whatWasTakenOverIsSaid() {
    rig.loop.tookOver(3);
    assertThat(rig.reports.infos).singleElement().asString().contains("took 3 events over");
  }

  /** From a warning up, and one at a time. */
  @Test
  void afterAFailureADrainTriesWhatIsUrgentAndNothingElse() {
    send(Severity.INFO, 1);
    rig.log(Severity.INFO, 2);
    rig.log(Severity.WARN, 3);
    drain();
    fail();
    assertThat(over[0]).isFalse();
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(3);
    answer(200);
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().of(Severity.WARN)).isEqualTo(3);
    assertThat(rig.snapshot().abandoned().of(Severity.INFO)).isEqualTo(3);
  }

  @Test
  void afterAFailureADrainTriesOneAtATime() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.ERROR, 4);
    drain();
    rig.transport.open().get(0).fail(FailureKind.CONNECT_REFUSED);
    rig.transport.open().forEach(exchange -> exchange.answer(200));
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    for (int tries = 0; tries < 3; tries++) {
      rig.untilSent();
      answer(200);
    }
  }

  /** It polls for it: who claimed before the seal looks for no wish of this thread any more. */
  @Test
  void aDrainLooksEveryMillisecondForACallerThatIsStillCopying() {
    send(Severity.INFO, 1);
    rig.log(Severity.INFO, 1);
    rig.work();
    SlowProducer caller = slowCaller();
    drain();
    rig.advance(Duration.ofMillis(100));
    assertThat(Duration.ofNanos(rig.rest)).isLessThanOrEqualTo(Duration.ofMillis(1));
    caller.finish();
    answer(200);
    while (!rig.transport.open().isEmpty()) {
      answer(200);
    }
    assertThat(over[0]).isTrue();
  }

  private SlowProducer slowCaller() {
    return new SlowProducer(rig.lanes.lane(LaneKind.NORMAL), rig.record(Severity.INFO, 104));
  }

  @Test
  void onceADrainHasCanceledNothingIsSentAnyMore() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.transport.ignoresCancel = true;
    rig.underWay(Severity.ERROR, 2);
    SlowProducer caller = slowCaller();
    drain();
    ScriptedTransport.Exchange hung = rig.transport.open().get(0);
    while (rig.transport.open().size() > 1) {
      rig.transport.open().get(1).answer(200);
      rig.work();
    }
    int sent = rig.transport.all.size();
    rig.advance(BUDGET.minusMillis(50));
    caller.finish();
    rig.work();
    assertThat(over[0]).isFalse();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofMillis(50));
    rig.rest();
    assertThat(over[0]).isTrue();
    assertThat(rig.transport.all).hasSize(sent);
    assertThat(rig.snapshot().abandoned().total()).isEqualTo(2);
    hung.answer(200);
  }

  @Test
  void afterAFailureADrainEndsWhereNothingIsUrgent() {
    send(Severity.INFO, 1);
    rig.log(Severity.INFO, 2);
    drain();
    fail();
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().abandoned().of(Severity.INFO)).isEqualTo(3);
  }

  // Breakdowns and shortages

  @Test
  void aProbeThatCouldNotBeHandedToTheTransportIsTriedAgainWithTheNextStep() {
    send(Severity.INFO, 1);
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
    rig.transport.broken = true;
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () -> {
              for (int rests = 0; rests < 100; rests++) {
                rig.rest();
              }
            });
    assertThat(rig.bodyMemory.usedBytes()).isZero();
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
    rig.transport.broken = false;
    rig.work();
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void whatFindsNoMemoryForItsBodyWaitsUntilAnotherComesBack() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    rig.log(Severity.FATAL, 1, 4000); // the next one, and larger than any other
    long rest = rig.bodyMemory.maxBytes() - rig.bodyMemory.usedBytes();
    assertThat(rig.bodyMemory.tryReserve(rest)).isTrue();
    ScriptedTransport.Exchange second = rig.transport.open().get(1);
    rig.transport.open().get(0).answer(200);
    rig.work();
    assertThat(rig.transport.open()).containsExactly(second);
    assertThat(rig.snapshot().held().of(Severity.FATAL)).isEqualTo(1);

    rig.bodyMemory.release(rest);
    second.answer(200);
    rig.work();
    assertThat(rig.transport.open()).anyMatch(exchange -> exchange.lane().equals("u"));
  }

  /** As long as a slot comes free soon, a lane is not relieved before three quarters of it. */
  @Test
  void behindASlowEndpointALaneMayGetThreeQuartersFull() {
    withSettings(
        Map.of(
            "memory.maxBytes", "4MB",
            "batch.maxBytes", "64KB",
            "delivery.requestTimeout", "5m"));
    send(Severity.ERROR, 1);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    while (lane.usedBytes() < lane.capacity() / 4 * 3 - 1024) {
      rig.log(Severity.INFO, 1, 1000);
      rig.work();
    }
    assertThat(rig.retryMemory.usedBytes()).isZero();
    rig.log(Severity.INFO, 1, 1000);
    rig.work();
    assertThat(rig.retryMemory.usedBytes()).isPositive();
  }

  /** Where the front of a lane is under way nothing can be moved, however full it gets. */
  @Test
  void behindAnExchangeUnderWayAFullLaneKeepsNobodyBusy() {
    withSettings(Map.of("memory.maxBytes", "4MB", "delivery.requestTimeout", "5m"));
    rig.log(Severity.INFO, 1, 1000);
    rig.work();
    rig.advance(LINGER);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    while (lane.usedBytes() < lane.capacity() / 8 * 7) {
      rig.log(Severity.INFO, 1, 1000);
    }
    assertThat(lane.usedBytes()).as("to the byte").isEqualTo(lane.capacity() / 8 * 7);
    rig.work();
    assertThat(rig.rest).isPositive();
    assertThat(rig.retryMemory.usedBytes()).isZero();
  }

  @Test
  void oneStepStartsAllThatMayStart() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    rig.transport.open().forEach(exchange -> exchange.answer(200));
    step();
    assertThat(rig.transport.open()).hasSizeGreaterThan(1);
  }

  @Test
  void ofOneRankWhatWaitsGoesBeforeWhatIsOpen() {
    withSettings(Map.of("delivery.maxInFlight", "1"));
    send(Severity.INFO, 1);
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    answer(503);
    rig.log(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(10));
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }

  /** A net under the wake-ups, where there is anything to be caught. */
  @Test
  void whileAnythingIsHeldItNeverRestsLongerThanTenSeconds() {
    withSettings(Map.of("batch.linger", "30s"));
    rig.log(Severity.INFO, 1);
    rig.work();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whileAnExchangeIsUnderWayItNeverRestsLongerEither() {
    withSettings(Map.of("delivery.requestTimeout", "5m"));
    send(Severity.INFO, 1);
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofSeconds(10));
  }

  // What is told of what is held

  @Test
  void whatWasNeverTriedDoesNotWaitForARetry() {
    send(Severity.INFO, 2);
    assertThat(rig.snapshot().waitingForRetry().total()).isZero();
    fail();
    assertThat(rig.snapshot().waitingForRetry().total()).isEqualTo(2);
  }

  @Test
  void allMemoryThatIsTakenIsTold() {
    send(Severity.INFO, 2);
    assertThat(rig.retryMemory.tryReserve(1000)).isTrue();
    long inLane = rig.lanes.lane(LaneKind.NORMAL).usedBytes();
    long inBody = rig.bodyMemory.usedBytes();
    assertThat(inLane).isPositive();
    assertThat(inBody).isPositive();
    assertThat(rig.snapshot().heldBytes()).isEqualTo(inLane + inBody + 1000);
  }

  @Test
  void ofThoseDueAtOnceTheOneThatWasLoggedFirstGoesFirst() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    List<String> failed =
        rig.transport.open().stream().map(open -> open.header("Idempotency-Key")).toList();
    rig.transport.open().get(1).answer(503);
    rig.transport.open().get(0).answer(503);
    rig.work();
    rig.clock.advance(Duration.ofMinutes(1));
    drain();
    List<String> again = new ArrayList<>();
    while (!rig.transport.open().isEmpty()) {
      ScriptedTransport.Exchange next = rig.transport.open().get(0);
      again.add(next.header("Idempotency-Key"));
      next.answer(200);
      rig.work();
    }
    assertThat(again).containsSubsequence(failed);
  }

  @Test
  void whatAReportBreaksDownOverIsHeldOnce() {
    send(Severity.INFO, 1);
    rig.reports.broken = true;
    rig.transport.onlyOpen().answer(402);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(rig::work);
    rig.reports.broken = false;
    rig.work();
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
  }

  @Test
  void whatTheReportOfALossBreaksDownOverIsLostOnce() {
    send(Severity.INFO, 1);
    rig.reports.broken = true;
    rig.transport.onlyOpen().answer(411);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(rig::work);
    rig.reports.broken = false;
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().held().total()).isZero();
    rig.checkLedger();
  }

  // The budget of resends

  private EndpointGate gate() {
    return new DeliveryProbe(rig.loop).endpointGate();
  }

  /**
   * Two batches of one event each wait to be sent again, and there is nothing left to pay for it.
   */
  private void spendTheBudget() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.log(Severity.INFO, 2);
    rig.work();
    int failed = 0;
    while (gate().mayResendFreely() || failed < 2) {
      rig.untilSent();
      answer(429);
      failed = new DeliveryProbe(rig.loop).deliveries().size();
    }
  }

  @Test
  void whileTheBudgetIsLowWhatIsFreshGoesFirst() {
    spendTheBudget();
    rig.log(Severity.DEBUG, 1);
    rig.work();
    rig.clock.advance(Duration.ofMinutes(1));
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("l");
  }

  @Test
  void whileTheBudgetIsLowAndNothingIsFreshAResendWaitsForItsDraw() {
    spendTheBudget();
    rig.untilSent();
    answer(200);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(new DeliveryProbe(rig.loop).deliveries())
        .singleElement()
        .matches(delivery -> delivery.isDue(rig.clock.nanos()), "due");
    assertThat(rig.rest).isPositive().isEqualTo(gate().nanosUntilResend(rig.clock.nanos()));
    rig.rest();
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void aDrainDoesNotAskTheBudget() {
    spendTheBudget();
    rig.clock.advance(Duration.ofMinutes(1));
    drain();
    answer(200);
    answer(200);
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void howeverLowTheBudgetIsAProbeGoesWhenTheBreakerLetsIt() {
    withSettings(Map.of("retry.maxEventAge", "1d"));
    send(Severity.INFO, 1);
    for (int failures = 0; failures < 30; failures++) {
      answer(503);
      while (rig.transport.open().isEmpty()) {
        long open = gate().nanosUntilOpen(rig.clock.nanos());
        long due = new DeliveryProbe(rig.loop).deliveries().get(0).dueAtNanos();
        assertThat(rig.rest).isLessThanOrEqualTo(Math.max(open, due - rig.clock.nanos()));
        rig.rest();
      }
    }
    assertThat(gate().mayResendFreely()).isFalse();
  }

  // Probes

  @Test
  void aHoldIsProbedWithWhateverIsThereWhenItsTimeHasCome() {
    withSettings(Map.of("retry.maxEventAge", "20s"));
    send(Severity.INFO, 1);
    answer(402);
    rig.advance(Duration.ofMillis(29_900));
    assertThat(rig.snapshot().expired().total()).isEqualTo(1);
    rig.log(Severity.INFO, 2);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofMillis(100));
    rig.rest();
    assertThat(rig.transport.onlyOpen().events()).as("it has not lingered").isEqualTo(2);
    answer(200);
  }

  @Test
  void aProbeOfABreakerIsMadeOfNothingThatLingers() {
    openTheBreaker();
    rig.advance(Duration.ofMinutes(2));
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    fail();
    rig.clock.advance(Duration.ofMinutes(2));
    rig.log(Severity.INFO, 3);
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }

  private void openTheBreaker() {
    send(Severity.INFO, 1);
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
  }

  @Test
  void aProbeIsRatherMadeOfWhatWasTakenOverThanOfWhatIsFresh() {
    LoopRig former = new LoopRig(Map.of());
    try (BatchDivider divider = new BatchDivider(bytes -> bytes)) {
      Batch batch = divider.packedCopy(former.cut(Severity.INFO, 5));
      openTheBreaker();
      rig.loop.takeOver(LeftDelivery.of(new Delivery(1, batch, former.clock.nanos())));
    } finally {
      former.close();
    }
    rig.log(Severity.INFO, 3);
    rig.advance(Duration.ofMinutes(2));
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(5);
  }

  @Test
  void aProbeIsMadeOfWhatIsFreshRatherThanOfWhatFailed() {
    send(Severity.INFO, 1);
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
    rig.log(Severity.INFO, 3);
    rig.advance(Duration.ofMinutes(2));
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(3);
    answer(200);
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }

  // Credentials

  /** A source that says that asking it again is pointless, until it has changed its mind. */
  private static final class Revoked implements TokenSource {

    private boolean revoked = true;

    @Override
    public CompletableFuture<Token> fetch() {
      return revoked
          ? CompletableFuture.failedFuture(new TerminalCredentialException("revoked"))
          : CompletableFuture.completedFuture(Token.of("new"));
    }

    @Override
    public boolean isWatched() {
      return true;
    }

    @Override
    public CompletableFuture<Boolean> look() {
      return CompletableFuture.completedFuture(!revoked);
    }

    @Override
    public void close() {}
  }

  @Test
  void withoutAnyCredentialDeliveryIsOnHoldUntilThereIsOne() {
    rig.close();
    Revoked source = new Revoked();
    rig = new LoopRig(Map.of(), source);
    rig.work();
    send(Severity.INFO, 1);
    DeliveryProbe probe = new DeliveryProbe(rig.loop);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(probe.gate(rig.clock.nanos())).isEqualTo(DeliveryProbe.Gate.HELD);
    assertThat(probe.endpointGate().hold().reason()).contains("check auth.*");

    source.revoked = false;
    for (int rests = 0; rests < 100 && rig.transport.open().isEmpty(); rests++) {
      rig.rest();
    }
    assertThat(rig.transport.onlyOpen().header("Authorization")).isEqualTo("Bearer new");
    assertThat(probe.gate(rig.clock.nanos())).isEqualTo(DeliveryProbe.Gate.CLOSED);
    answer(200);
  }

  /** Nothing but this count would tell: what is lost is time, and the net gives it back. */
  @Test
  void whatNobodyAnnouncedIsCountedWhenTheNetFindsIt() {
    send(Severity.INFO, 1);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    byte[] record = new byte[lane.payloadLength(lane.head())];
    lane.copyPayload(lane.head(), record);
    answer(200);
    rig.advance(LINGER.multipliedBy(2));
    assertThat(rig.loop.missedWakeUps()).isZero();

    SilentProducer.offer(lane, record);
    rig.advance(Duration.ofSeconds(10));
    assertThat(rig.loop.missedWakeUps()).isEqualTo(1);
    assertThat(rig.snapshot().accepted().total()).isEqualTo(2);

    assertThatThrownBy(rig::close).hasMessageContaining("wake-up was lost");
    rig = new LoopRig(Map.of());
  }
}
