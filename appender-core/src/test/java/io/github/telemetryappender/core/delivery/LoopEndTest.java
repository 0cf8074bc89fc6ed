package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.SlowProducer;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a loop ends: what a drain tries, when it gives up, and when all is over. */
class LoopEndTest extends LoopScenes {

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
}
