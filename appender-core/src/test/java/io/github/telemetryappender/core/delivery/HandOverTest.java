package io.github.telemetryappender.core.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.delivery.HandOver.Reception;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.FailureKind;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a drain cannot send goes on in the next pipeline, as what it was. */
class HandOverTest {

  private static final Map<String, String> PLAIN = Map.of("compression", "none");
  private static final Pattern EVENT_ID = Pattern.compile("\"event\\.id\":\"([^\"]+)\"");

  private final List<LeftDelivery> left = new ArrayList<>();
  private LoopRig former = new LoopRig(PLAIN);
  private LoopRig next;

  @AfterEach
  void closeBoth() {
    former.close();
    if (next != null) {
      next.close();
    }
  }

  @Test
  void eventsAndRequestsKeepTheirIdentityWhateverTheNewFormat() throws Exception {
    former.log(Severity.INFO, 3);
    former.log(Severity.ERROR, 2);
    former.advance(Duration.ofSeconds(1));
    Sent tried = answerAll(former, 503);
    stopFormer(Reception.WAITS);
    startNext(Map.of("format", "ndjson", "compression", "none"));
    Sent arrived = answerAll(next, 200);

    assertThat(arrived.keys).isEqualTo(tried.keys).hasSize(2);
    assertThat(arrived.ids).isEqualTo(tried.ids).hasSize(5);
  }

  @Test
  void bothLedgersAddUp() throws Exception {
    former.log(Severity.INFO, 3);
    former.log(Severity.WARN, 2);
    stopInOutage(Reception.WAITS);
    startNext(PLAIN);
    answerAll(next, 200);

    former.checkLedger();
    next.checkLedger();
    assertThat(former.snapshot().held().total()).isEqualTo(5);
    assertThat(former.snapshot().abandoned().total()).isZero();
    assertThat(next.snapshot().recovered().of(Severity.WARN)).isEqualTo(2);
    assertThat(next.snapshot().recovered().total()).isEqualTo(5);
    assertThat(next.snapshot().delivered().total()).isEqualTo(5);
    assertThat(next.snapshot().accepted().total()).isZero();
    assertThat(next.snapshot().heldBytes()).isZero();
  }

  @Test
  void whatNobodyTakesIsAbandonedInOneLine() {
    former.log(Severity.INFO, 3);
    stopInOutage(Reception.REFUSED);

    former.checkLedger();
    assertThat(former.snapshot().lostByReason()).containsEntry("abandoned.shutdown", 3L);
    assertThat(former.reports.warnings)
        .filteredOn(l -> l.contains("abandoned 3 events"))
        .hasSize(1);
  }

  @Test
  void whatWaitsIsToldInOneLineThatNamesTheLastError() {
    former.log(Severity.INFO, 3);
    stopInOutage(Reception.WAITS);

    assertThat(former.reports.warnings)
        .filteredOn(line -> line.contains("3 events (3 INFO) not delivered at stop"))
        .singleElement()
        .asString()
        .contains("10 s", "CONNECT_REFUSED");
  }

  @Test
  void whatIsTakenOverAtOnceIsNoWarning() {
    former.log(Severity.INFO, 3);
    stopInOutage(Reception.TAKEN_OVER);

    assertThat(former.reports.warnings).noneMatch(line -> line.contains("at stop"));
    assertThat(former.reports.infos).anyMatch(line -> line.contains("handed over"));
  }

  @Test
  void aCanceledExchangeIsHandedOverToo() {
    former.log(Severity.INFO, 2);
    former.work();
    boolean[] over = new boolean[1];
    drain(Reception.WAITS, over);
    former.advance(Duration.ofSeconds(5));
    assertThat(over[0]).isTrue();

    startNext(PLAIN);
    assertThat(next.snapshot().recovered().total()).isEqualTo(2);
    assertThat(next.transport.onlyOpen().header("Idempotency-Key"))
        .isEqualTo(former.transport.all.get(0).header("Idempotency-Key"));
  }

  @Test
  void alreadyThereIsAnAnswerToWhatTheFormerPipelineHadSent() {
    former.log(Severity.INFO, 2);
    former.advance(Duration.ofSeconds(1));
    former.transport.onlyOpen().fail(FailureKind.NO_RESPONSE);
    former.work();
    stopFormer(Reception.WAITS);
    startNext(PLAIN);
    next.transport.onlyOpen().answer(409);
    next.work();

    assertThat(next.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void anExchangeThatDoesNotComeBackMayHaveArrived() {
    former.transport.ignoresCancel = true;
    former.log(Severity.INFO, 2);
    former.work();
    boolean[] over = new boolean[1];
    drain(Reception.WAITS, over);
    former.advance(Duration.ofSeconds(5));
    assertThat(over[0]).isTrue();
    startNext(PLAIN);
    next.transport.onlyOpen().answer(409);
    next.work();

    assertThat(next.snapshot().delivered().total()).isEqualTo(2);
    former.transport.onlyOpen().answer(200);
    former.work();
    former.checkLedger();
  }

  @Test
  void whatDoesNotFitIntoTheRetryQueueGivesWayByRank() {
    former.close();
    former = new LoopRig(Map.of("memory.maxBytes", "4MB", "delivery.maxInFlight", "1"));
    former.log(Severity.ERROR, 20, 4_000);
    former.log(Severity.DEBUG, 230, 4_000);
    former.log(Severity.INFO, 230, 4_000);
    stopInOutage(Reception.WAITS);

    former.checkLedger();
    assertThat(former.retryMemory.usedBytes()).isLessThanOrEqualTo(former.retryMemory.maxBytes());
    assertThat(former.snapshot().evicted().of(Severity.DEBUG)).isPositive();
    assertThat(former.snapshot().held().of(Severity.ERROR)).isEqualTo(20);
    assertThat(left.stream().mapToLong(one -> one.records().length).sum())
        .as("each takes its room once")
        .isEqualTo(former.retryMemory.usedBytes());
  }

  @Test
  void whereNobodyFollowsAllIsGivenUpAndNothingGivesWay() {
    former.close();
    former = new LoopRig(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
    former.log(Severity.INFO, 1);
    former.work();
    former.advance(Duration.ofSeconds(1));
    refuse(former);
    former.log(Severity.DEBUG, 110, 4_000);
    former.log(Severity.INFO, 110, 4_000);
    former.lanes.seal();
    former.mailbox.accept(() -> former.loop.drain(0, () -> {}));
    former.work();

    assertThat(former.snapshot().lostByReason())
        .containsExactly(Map.entry("abandoned.shutdown", 221L));
  }

  @Test
  void whoListensHearsThatItIsHeldElsewhere() {
    List<String> heard = new ArrayList<>();
    former.loop.onSettlement(
        (batch, result, reason, why, events) -> heard.add(result + " " + events.total()));
    former.log(Severity.INFO, 3);
    stopInOutage(Reception.WAITS);

    assertThat(heard).containsExactly("HELD 3");
  }

  @Test
  void agesGoOnWhereTheyWere() {
    former.log(Severity.INFO, 2);
    stopInOutage(Reception.WAITS);
    next = new LoopRig(Map.of("retry.maxEventAge", "1m"));
    next.clock.advance(Duration.ofSeconds(59));
    takeOver();
    assertThat(next.snapshot().held().total()).isEqualTo(2);
    refuse(next);
    next.advance(Duration.ofSeconds(2));

    next.checkLedger();
    assertThat(next.snapshot().expired().total()).isEqualTo(2);
  }

  @Test
  void aFlushWaitsForWhatWasTakenOver() {
    former.log(Severity.INFO, 2);
    stopInOutage(Reception.WAITS);
    startNext(PLAIN);
    CompletableFuture<FlushResult> flush = next.flush(Duration.ofSeconds(9));
    assertThat(flush).isNotDone();
    next.transport.onlyOpen().answer(200);
    next.work();

    assertThat(flush).isCompletedWithValue(new FlushResult(2, 0, 0));
  }

  @Test
  void aFlushThatTheStopEndsIsToldWhatIsHeld() {
    former.log(Severity.INFO, 2);
    former.advance(Duration.ofSeconds(1));
    refuse(former);
    CompletableFuture<FlushResult> flush = former.flush(Duration.ofMinutes(1));
    former.log(Severity.INFO, 3); // of no concern to it
    stopInOutage(Reception.WAITS);

    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 2));
  }

  @Test
  void aFlushThatTheStopEndsIsToldWhatIsLostWhereNobodyTakesIt() {
    former.log(Severity.INFO, 2);
    former.advance(Duration.ofSeconds(1));
    refuse(former);
    CompletableFuture<FlushResult> flush = former.flush(Duration.ofMinutes(1));
    stopInOutage(Reception.REFUSED);

    assertThat(flush).isCompletedWithValue(new FlushResult(0, 2, 0));
  }

  @Test
  void aBrokenReportChannelHandsNothingOverTwice() {
    former.log(Severity.INFO, 2);
    former.advance(Duration.ofSeconds(1));
    refuse(former);
    former.reports.broken = true;
    former.lanes.seal();
    boolean[] over = new boolean[1];
    former.mailbox.accept(() -> former.loop.drain(0, this::take, () -> over[0] = true));
    assertThatThrownBy(former::work).isInstanceOf(AssertionError.class);
    former.work();

    assertThat(over[0]).isTrue();
    assertThat(left).hasSize(1);
    former.checkLedger();
  }

  private Reception take(List<LeftDelivery> offered) {
    left.addAll(offered);
    return Reception.WAITS;
  }

  // Helpers

  private void stopInOutage(Reception reception) {
    former.advance(Duration.ofSeconds(1));
    refuse(former);
    stopFormer(reception);
  }

  private static void refuse(LoopRig rig) {
    for (var exchange : rig.transport.open()) {
      exchange.fail(FailureKind.CONNECT_REFUSED);
    }
    rig.work();
  }

  /** Refuses whatever the drain still tries. */
  private void stopFormer(Reception reception) {
    boolean[] over = new boolean[1];
    drain(reception, over);
    for (int i = 0; i < 100 && !over[0]; i++) {
      refuse(former);
      former.advance(Duration.ofMillis(500));
    }
    assertThat(over[0]).isTrue();
  }

  private void drain(Reception reception, boolean[] over) {
    former.lanes.seal();
    HandOver heir =
        offered -> {
          left.addAll(offered);
          return reception;
        };
    former.mailbox.accept(
        () -> former.loop.drain(Duration.ofSeconds(5).toNanos(), heir, () -> over[0] = true));
    former.work();
  }

  private void startNext(Map<String, String> settings) {
    next = new LoopRig(settings, new SplittableRandom(7));
    takeOver();
  }

  private void takeOver() {
    left.forEach(one -> next.mailbox.accept(() -> next.loop.takeOver(one)));
    next.work();
  }

  /** Answers until nothing is sent any more, and tells what was. */
  private static Sent answerAll(LoopRig rig, int status) throws Exception {
    Sent sent = new Sent(new TreeSet<>(), new TreeSet<>());
    while (!rig.transport.open().isEmpty()) {
      for (ScriptedTransport.Exchange exchange : rig.transport.open()) {
        sent.keys.add(exchange.header("Idempotency-Key"));
        sent.ids.addAll(ids(exchange));
        exchange.answer(status);
      }
      rig.work();
    }
    return sent;
  }

  private static List<String> ids(ScriptedTransport.Exchange exchange) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    exchange.request.payload().render().writeTo(body);
    return EVENT_ID.matcher(body.toString(UTF_8)).results().map(found -> found.group(1)).toList();
  }

  private record Sent(Set<String> keys, Set<String> ids) {}
}
