package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.SlowProducer;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DeliveryLoopTest extends LoopScenes {

  private static final Duration URGENT_LINGER = Duration.ofMillis(100);

  // Cutting

  @Test
  void anEventIsSentWhenItsLingerEndsAndNotBefore() {
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(LINGER.minus(LoopRig.NANO));
    assertThat(rig.transport.all).isEmpty();

    rig.advance(LoopRig.NANO);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(1);
  }

  @Test
  void anUrgentEventLingersForItsOwnShorterTime() {
    rig.log(Severity.WARN, 1);
    rig.work();
    rig.advance(URGENT_LINGER.minus(LoopRig.NANO));
    assertThat(rig.transport.all).isEmpty();

    rig.advance(LoopRig.NANO);
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
  }

  @Test
  void aFullBatchDoesNotLinger() {
    withSettings(Map.of("batch.maxEvents", "10"));
    rig.log(Severity.INFO, 9);
    rig.work();
    assertThat(rig.transport.all).isEmpty();

    rig.log(Severity.INFO, 1);
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(10);
  }

  @Test
  void theLoopRestsExactlyUntilTheLingerEnds() {
    rig.log(Severity.INFO, 1);
    rig.work();
    assertThat(rig.rest).isEqualTo(LINGER.toNanos());
  }

  @Test
  void anIdleLoopRestsUntilItIsWoken() {
    rig.work();
    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theFirstEventWakesTheThreadAndThoseThatLingerWithItDoNot() {
    rig.work();
    rig.log(Severity.INFO, 1);
    assertThat(rig.unparks).isEqualTo(1);

    rig.work();
    rig.log(Severity.INFO, 100);
    assertThat(rig.unparks).isEqualTo(1);
  }

  @Test
  void eventsThatWaitForASlotGrowIntoOneBatch() {
    withSettings(Map.of("delivery.maxInFlight", "1"));
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(LINGER);
    for (int i = 0; i < 50; i++) {
      rig.log(Severity.INFO, 1);
      rig.advance(LINGER);
    }
    assertThat(rig.transport.all).hasSize(1);

    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(50);
  }

  // Priority

  @Test
  void theHighestSeverityGoesFirst() {
    withSettings(Map.of("delivery.maxInFlight", "1"));
    rig.log(Severity.DEBUG, 1);
    rig.log(Severity.INFO, 1);
    rig.log(Severity.ERROR, 1);
    rig.clock.advance(LINGER);
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("n");
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("l");
  }

  @Test
  void anEventOfTwoMinutesGoesBeforeAFreshOneTwoRanksHigher() {
    withSettings(Map.of("delivery.maxInFlight", "1"));
    rig.log(Severity.ERROR, 1);
    rig.advance(LINGER); // takes the slot
    rig.log(Severity.DEBUG, 1);
    rig.advance(Duration.ofMinutes(2));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("l");
  }

  @Test
  void whenMemoryIsFullDebugGivesWayAndEveryErrorIsKept() {
    withSettings(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    holdEndpoint();
    int errors = 0;
    for (int round = 0; round < 1200; round++) {
      if (rig.offer(Severity.ERROR, 400)) {
        errors++;
      }
      for (int i = 0; i < 10; i++) {
        rig.offer(Severity.DEBUG, 400);
      }
      rig.work();
      rig.transport.open().forEach(exchange -> exchange.fail(FailureKind.CONNECT_REFUSED));
      rig.work();
    }
    assertThat(errors).isEqualTo(1200);
    LedgerSnapshot ledger = rig.snapshot();
    assertThat(ledger.held().of(Severity.ERROR)).isEqualTo(1200);
    assertThat(ledger.evicted().of(Severity.DEBUG)).isPositive();
    assertThat(ledger.heldBytes()).isLessThanOrEqualTo(rig.config.memory().maxBytes());
  }

  @Test
  void nothingIsEvictedWhileItsLaneHasRoom() {
    withSettings(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    holdEndpoint();
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    long usedBefore = 0;
    while (rig.snapshot().evicted().total() == 0) {
      rig.log(Severity.INFO, 20, 1000);
      usedBefore = lane.usedBytes();
      rig.work();
    }
    assertThat(usedBefore).isGreaterThan(lane.capacity() / 4 * 3L);
  }

  private void holdEndpoint() {
    rig.transport.onlyOpen().answer(404);
    rig.work();
    rig.advance(Duration.ofMillis(1));
    rig.transport.all.clear();
    rig.mailbox.accept(() -> {});
  }

  // After an attempt

  @Test
  void aDeliveredBatchIsCountedAndItsRoomComesBack() {
    rig.log(Severity.INFO, 3);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(204);
    rig.work();
    assertThat(rig.snapshot().delivered().of(Severity.INFO)).isEqualTo(3);
    assertThat(rig.snapshot().heldBytes()).isZero();
  }

  @Test
  void aRefusedBatchIsNeverRetried() {
    rig.log(Severity.INFO, 2);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(414);
    rig.work();
    assertThat(rig.rest).isGreaterThan(Duration.ofMinutes(1).toNanos());
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.414", 2L);
    assertThat(rig.reports.warnings)
        .filteredOn(line -> !line.contains("alert level"))
        .singleElement()
        .asString()
        .contains("2 INFO", "414");
  }

  @Test
  void aFailedBatchIsSentAgainWithTheSameKey() {
    rig.log(Severity.INFO, 2);
    rig.advance(LINGER);
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.rest();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(key);
    assertThat(rig.snapshot().waitingForRetry().of(Severity.INFO)).isEqualTo(2);
  }

  @Test
  void theFirstFailureDelaysOnlyItsOwnBatchTheSecondPausesTheEndpoint() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.log(Severity.ERROR, 1);
    rig.clock.advance(URGENT_LINGER);
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");

    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    rig.log(Severity.FATAL, 1);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
  }

  @Test
  void retryAfterPausesTheEndpointAndIsNeverUndercut() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(429, new Header("Retry-After", "30"));
    rig.work();
    rig.log(Severity.FATAL, 1);
    oneIsSentAfter(Duration.ofSeconds(30));
  }

  @Test
  void aStaleConnectionIsFollowedByOneImmediateAttemptOnANewOne() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().fail(FailureKind.NO_RESPONSE_REUSED);
    rig.work();
    assertThat(rig.transport.onlyOpen().request.connectionUse().name()).isEqualTo("FRESH");

    rig.transport.onlyOpen().fail(FailureKind.NO_RESPONSE_REUSED);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
  }

  /** Sends once more whatever comes, until nothing goes out by itself; counts the attempts. */
  private int attemptsAtOnce(Runnable failing) {
    int attempts = 0;
    while (!rig.transport.open().isEmpty()) {
      failing.run();
      rig.work();
      attempts++;
    }
    return attempts;
  }

  private void afterTheBackoff() {
    rig.untilSent();
  }

  @Test
  void aNewConnectionIsTriedOnceAsLongAsTheSameIsAnswered() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    Runnable misdirected = () -> rig.transport.onlyOpen().answer(421);
    assertThat(attemptsAtOnce(misdirected)).isEqualTo(2);
    afterTheBackoff();
    assertThat(attemptsAtOnce(misdirected)).isEqualTo(1);
    afterTheBackoff();
    assertThat(attemptsAtOnce(() -> rig.transport.onlyOpen().answer(503))).isEqualTo(1);
    afterTheBackoff();
    assertThat(attemptsAtOnce(misdirected)).as("it is another story now").isEqualTo(2);
  }

  @Test
  void whatIsNotHttpIsTriedOnceOnANewConnectionThenFiveTimesThenHeld() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    Runnable garbled = () -> rig.transport.onlyOpen().fail(FailureKind.PROTOCOL);
    assertThat(attemptsAtOnce(garbled)).isEqualTo(2);
    for (int retry = 2; retry <= 5; retry++) {
      afterTheBackoff();
      assertThat(attemptsAtOnce(garbled)).isEqualTo(1);
      assertThat(rig.reports.warnings).noneMatch(line -> line.contains("on hold"));
    }
    afterTheBackoff();
    garbled.run();
    rig.work();
    assertThat(rig.reports.warnings).anyMatch(line -> line.contains("on hold"));
    assertThat(rig.snapshot().attemptsByOutcome())
        .containsEntry("fresh", 1L)
        .containsEntry("retry", 5L)
        .containsEntry("hold", 1L);
  }

  @Test
  void aServerErrorThatAsksForAPauseGetsIt() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(529, new Header("Retry-After", "30"));
    rig.work();
    rig.log(Severity.FATAL, 1);
    rig.advance(Duration.ofSeconds(30).minus(LoopRig.NANO));
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("retry_after", 1L);
  }

  @Test
  void aPoisonedEventIsFoundThoughTheServerAsksForPauses() {
    rig.log(Severity.ERROR, 2);
    for (int round = 0; round < 40; round++) {
      rig.log(Severity.INFO, 1);
      rig.advance(Duration.ofSeconds(10));
      while (!rig.transport.open().isEmpty()) {
        ScriptedTransport.Exchange exchange = rig.transport.open().get(0);
        if (exchange.lane().equals("u")) {
          exchange.answer(500, new Header("Retry-After", "1"));
        } else {
          exchange.answer(200);
        }
        rig.work();
      }
    }
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.500", 2L);
  }

  @Test
  void maxAttemptsEndsADelivery() {
    withSettings(Map.of("retry.maxAttempts", "2"));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.rest();
    rig.transport.onlyOpen().answer(503);
    rig.work();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.max_attempts", 1L);
  }

  @Test
  void aConflictAfterAnAmbiguousAttemptIsADelivery() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().fail(FailureKind.TIMEOUT);
    rig.work();
    rig.rest();
    rig.transport.onlyOpen().answer(409);
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void aConflictAfterARequestTimeoutIsADelivery() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(408);
    rig.work();
    rig.rest();
    rig.transport.onlyOpen().answer(409);
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void aConflictOnAFirstAttemptIsARefusal() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(409);
    rig.work();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.409", 1L);
  }

  @Test
  void aRefusalThatCanOnlyBeOurFaultAsksForAReport() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(411);
    rig.work();
    assertThat(rig.reports.warnings).anyMatch(line -> line.contains("please report it"));
  }

  @Test
  void anAnswerThatBreaksOffIsADeliveryAndIsSaidOnce() {
    for (int i = 0; i < 3; i++) {
      rig.log(Severity.INFO, 1);
      rig.work();
      rig.advance(LINGER);
      rig.transport
          .onlyOpen()
          .future
          .complete(
              new ExchangeResult.Answered(
                  200, List.of(), new byte[] {'<'}, ExchangeResult.BodyState.BROKEN));
      rig.work();
      rig.advance(Duration.ofMinutes(10));
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.reports.warnings)
        .singleElement()
        .asString()
        .contains("answered 200: <", "broke off", "counted as delivered");
  }

  // Refusals

  @Test
  void ofARefusedBatchOnlyThePoisonedEventIsLost() {
    rig.log(Severity.INFO, 8);
    rig.advance(LINGER);
    String poisoned = "";
    int requests = 0;
    while (!rig.transport.open().isEmpty()) {
      ScriptedTransport.Exchange exchange = rig.transport.open().get(0);
      String first = exchange.header("Idempotency-Key").split("-")[2];
      poisoned = poisoned.isEmpty() ? first : poisoned;
      exchange.answer(first.equals(poisoned) ? 400 : 200);
      requests++;
      rig.work();
    }
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.400", 1L));
    assertThat(rig.snapshot().delivered().total()).isEqualTo(7);
    assertThat(requests).isLessThanOrEqualTo(8);
  }

  @Test
  void threeBatchesRefusedToTheLastEventEndTheSearch() {
    for (int batch = 0; batch < 3; batch++) {
      rig.log(Severity.INFO, 2);
      rig.advance(LINGER);
      refuseAll();
    }
    int before = rig.transport.all.size();
    rig.log(Severity.INFO, 64);
    rig.advance(LINGER);
    refuseAll();
    assertThat(rig.transport.all).hasSize(before + 1);
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.400", 70L);
    rig.advance(Duration.ofMinutes(5)); // when losses may speak again
    assertThat(rig.reports.warnings)
        .anyMatch(line -> line.contains("refuses whatever it is sent, check format and endpoint"));
  }

  private void refuseAll() {
    while (!rig.transport.open().isEmpty()) {
      rig.transport.open().get(0).answer(400);
      rig.work();
    }
  }

  @Test
  void aBatchTooLargeIsHalved() {
    rig.log(Severity.INFO, 500, 1000);
    rig.flush(Duration.ofMinutes(1));
    int full = rig.transport.onlyOpen().events();
    rig.transport.onlyOpen().answer(413);
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(full / 2);
  }

  @Test
  void aServerErrorThatFollowsOneEventWhileOthersPassLosesThatEventAlone() {
    rig.log(Severity.ERROR, 2);
    rig.advance(LINGER);
    String poisoned = rig.transport.onlyOpen().header("Idempotency-Key").split("-")[2];
    for (int round = 0; round < 40; round++) {
      rig.log(Severity.INFO, 1);
      rig.advance(Duration.ofSeconds(10));
      while (!rig.transport.open().isEmpty()) {
        ScriptedTransport.Exchange exchange = rig.transport.open().get(0);
        boolean fails =
            exchange.lane().equals("u")
                && exchange.header("Idempotency-Key").split("-")[2].equals(poisoned);
        exchange.answer(fails ? 500 : 200);
        rig.work();
      }
    }
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.500", 1L));
    assertThat(rig.snapshot().delivered().of(Severity.ERROR)).isEqualTo(1);
    assertThat(rig.snapshot().delivered().of(Severity.INFO)).isGreaterThan(35);
  }

  private void answerServerErrorsToTheUrgentLane(int rounds) {
    rig.log(Severity.ERROR, 2);
    for (int round = 0; round < rounds; round++) {
      rig.log(Severity.INFO, 1);
      rig.advance(Duration.ofSeconds(10));
      while (!rig.transport.open().isEmpty()) {
        ScriptedTransport.Exchange exchange = rig.transport.open().get(0);
        exchange.answer(exchange.lane().equals("u") ? 500 : 200);
        rig.work();
      }
    }
  }

  @Test
  void aServerErrorThatTheUserWantsRetriedIsNeverTakenForPoison() {
    withSettings(Map.of("retry.statuses", "+500"));
    answerServerErrorsToTheUrgentLane(40);
    assertThat(rig.snapshot().attemptsByOutcome()).containsKey("retry").doesNotContainKey("split");
    assertThat(rig.snapshot().held().of(Severity.ERROR)).isEqualTo(2);
  }

  @Test
  void aRefusalOfAnUnknownKindIsHalvedOnceAndHalfOfItMayArrive() {
    rig.log(Severity.INFO, 8);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(451);
    rig.work();
    ScriptedTransport.Exchange left = rig.transport.onlyOpen();
    assertThat(left.events()).isEqualTo(4);
    left.answer(451);
    rig.work();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.451", 4L));
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  @Test
  void aRefusalOfAnUnknownKindOfOneEventIsTheEndOfIt() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(499);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.499", 1L);
  }

  @Test
  void whatIsRefusedCompressedIsSentOncePlainAndThenAllIs() throws Exception {
    rig.log(Severity.INFO, 20);
    rig.advance(LINGER);
    assertThat(render().contentEncoding()).isEqualTo("gzip");
    rig.transport.onlyOpen().answer(415);
    rig.work();
    assertThat(render().contentEncoding()).isNull();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    rig.log(Severity.INFO, 20);
    rig.work();
    rig.advance(LINGER);
    assertThat(render().contentEncoding()).isNull();
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("plain", 1L);
  }

  @Test
  void whatIsRefusedPlainAsWellHoldsDelivery() throws Exception {
    rig.log(Severity.INFO, 20);
    rig.advance(LINGER);
    render();
    rig.transport.onlyOpen().answer(415);
    rig.work();
    render();
    rig.transport.onlyOpen().answer(415);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings).singleElement().asString().contains("on hold", "415");
  }

  @Test
  void whatWentOutPlainAnywayIsNotRepeated() throws Exception {
    withSettings(Map.of("compression", "none"));
    rig.log(Severity.INFO, 20);
    rig.advance(LINGER);
    render();
    rig.transport.onlyOpen().answer(415);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings).singleElement().asString().contains("on hold", "415");
  }

  private Payload render() throws Exception {
    return rig.transport.onlyOpen().request.payload().render();
  }

  @Test
  void aRefusedVersionIsFollowedByOneAttemptOverHttp1ThenAHold() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(505);
    rig.work();
    assertThat(rig.transport.onlyOpen().request.connectionUse().name()).isEqualTo("FRESH_HTTP_1");

    rig.transport.onlyOpen().answer(505);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings).singleElement().asString().contains("on hold", "505");
  }

  @Test
  void anEventTooLargeByItselfIsSentOnceMoreWithAShorterMessage() throws Exception {
    rig.log(Severity.INFO, 1, 10_000);
    rig.advance(LINGER);
    long bytes = rawBytes();
    rig.transport.onlyOpen().answer(413);
    rig.work();
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    assertThat(key).isEqualTo(rig.transport.all.get(0).header("Idempotency-Key"));
    assertThat(rawBytes()).isBetween(bytes / 2, bytes * 9 / 10 + 64);
    rig.transport.onlyOpen().answer(413);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.413", 1L);
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("shorten", 1L);
  }

  private long rawBytes() throws Exception {
    return ((RenderedBody) render()).rawBytes();
  }

  @Test
  void anEventWhoseMessageIsNotWhatMakesItLargeIsDropped() throws Exception {
    rig.log(Severity.INFO, 1, 120);
    rig.advance(LINGER);
    render();
    rig.transport.onlyOpen().answer(413);
    rig.work();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.413", 1L);
  }

  /** Five minutes of outage with an event in each second, ended by two probes that arrive. */
  private void comeBackFromALongOutage() {
    withSettings(Map.of("batch.maxEvents", "10"));
    for (int second = 0; second < 60; second++) {
      rig.log(Severity.INFO, 1);
      rig.advance(LINGER);
      rig.transport.open().forEach(exchange -> exchange.answer(200));
      rig.work();
    }
    for (int second = 0; second < 300; second++) {
      rig.log(Severity.INFO, 1);
      rig.advance(LINGER);
      rig.transport.open().forEach(exchange -> exchange.answer(503));
      rig.work();
    }
    for (int probe = 0; probe < 2; probe++) {
      rig.untilSent();
      rig.transport.onlyOpen().answer(200);
      rig.work();
    }
  }

  private int answerAllFor(int seconds) {
    int before = rig.transport.all.size();
    long end = rig.clock.nanos() + Duration.ofSeconds(seconds).toNanos();
    while (rig.clock.nanos() - end < 0) {
      while (!rig.transport.open().isEmpty()) {
        rig.transport.open().get(0).answer(200);
        rig.work();
      }
      rig.clock.advance(Duration.ofNanos(Math.min(rig.rest, end - rig.clock.nanos())));
      rig.work();
    }
    return rig.transport.all.size() - before;
  }

  @Test
  void aBacklogLeavesSlowlyAfterALongOutage() {
    comeBackFromALongOutage();
    long held = rig.snapshot().held().total();
    assertThat(held).isGreaterThan(200);
    assertThat(answerAllFor(10)).isBetween(5, 14);
    answerAllFor(600);
    assertThat(rig.snapshot().held().total()).isZero();
  }

  @Test
  void aBatchThatWaitsForItsPaceAsksForNoMoreEvents() {
    comeBackFromALongOutage();
    int unparksBefore = rig.unparks;
    rig.log(Severity.INFO, 1_000);
    assertThat(rig.unparks).isEqualTo(unparksBefore);
  }

  @Test
  void aFlushDoesNotKeepToThePace() {
    comeBackFromALongOutage();
    rig.flush(Duration.ofSeconds(1));
    assertThat(answerAllFor(1)).isGreaterThan(20);
    assertThat(rig.snapshot().held().total()).isZero();
  }

  @Test
  void aDrainDoesNotKeepToThePace() {
    comeBackFromALongOutage();
    drain(new boolean[1]);
    answerAllFor(1);
    assertThat(rig.snapshot().held().total()).isZero();
  }

  @Test
  void aRedirectToTheSameHostIsFollowedAtOnceAndAPermanentOneIsRemembered() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(308, new Header("Location", "/elsewhere"));
    rig.work();
    assertThat(rig.transport.onlyOpen().request.url()).isEqualTo("http://localhost:4318/elsewhere");
    rig.transport.onlyOpen().answer(200);
    rig.work();
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(LINGER);
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/elsewhere");
  }

  @Test
  void aRedirectToAnotherHostIsNotFollowed() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(307, new Header("Location", "http://evil.example/"));
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings).singleElement().asString().contains("on hold", "307");
  }

  @Test
  void aThirdRedirectInARowIsNotFollowed() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    for (int hop = 0; hop < 3; hop++) {
      rig.transport.onlyOpen().answer(307, new Header("Location", "/" + hop));
      rig.work();
    }
    assertThat(rig.transport.open()).isEmpty();
  }

  // Kindness

  @Test
  void oneExchangeIsUnderWayAtFirstAndMoreWhenItsAnswersAreQuick() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.log(Severity.INFO, 200);
    rig.work();
    assertThat(rig.transport.open()).hasSize(1);
    for (int i = 0; i < 10; i++) {
      rig.clock.advance(Duration.ofMillis(10));
      rig.transport.open().forEach(exchange -> exchange.answer(200));
      rig.work();
    }
    assertThat(rig.transport.open()).hasSize(4);
    rig.transport.open().get(0).answer(429);
    rig.work();
    rig.transport.open().forEach(exchange -> exchange.answer(200));
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
  }

  // Age

  @Test
  void anEventExpiresAtItsAgeAndNotBefore() {
    withSettings(Map.of("retry.maxEventAge", "1m"));
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(402);
    rig.work();
    rig.advance(Duration.ofSeconds(59).minus(LoopRig.NANO));
    assertThat(rig.snapshot().expired().total()).isZero();
    // The probe of the hold is under way by now: answer it first, it must not expire in flight.
    rig.transport.open().forEach(exchange -> exchange.answer(402));
    rig.work();
    rig.advance(LoopRig.NANO);
    assertThat(rig.snapshot().expired().of(Severity.INFO)).isEqualTo(1);
  }

  @Test
  void ofABatchOnlyTheOldEventsExpire() {
    withSettings(Map.of("retry.maxEventAge", "1m", "batch.linger", "30s"));
    rig.log(Severity.INFO, 2);
    rig.clock.advance(Duration.ofSeconds(29));
    rig.log(Severity.INFO, 3);
    rig.work();
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(402);
    rig.work();
    rig.advance(Duration.ofSeconds(30));
    rig.transport.open().forEach(exchange -> exchange.answer(402));
    rig.work();
    LedgerSnapshot ledger = rig.snapshot();
    assertThat(ledger.expired().total()).isEqualTo(2);
    assertThat(ledger.held().total()).isEqualTo(3);
  }

  // Flush

  @Test
  void aFlushDoesNotWaitForCompanyAndCompletesWhenAllIsSettled() {
    rig.log(Severity.INFO, 4);
    CompletableFuture<FlushResult> flush = rig.flush(Duration.ofSeconds(5));
    assertThat(flush).isNotDone();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(flush).isCompletedWithValue(new FlushResult(4, 0, 0));
  }

  @Test
  void aFlushCompletesAtItsDeadlineWithWhatIsHeld() {
    rig.log(Severity.INFO, 4);
    CompletableFuture<FlushResult> flush = rig.flush(Duration.ofSeconds(5));
    rig.advance(Duration.ofSeconds(5).minus(LoopRig.NANO));
    assertThat(flush).isNotDone();
    rig.advance(LoopRig.NANO);
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 4));
  }

  @Test
  void aFlushTellsOfWhatWasThereWhenItBeganAndOfNothingElse() {
    rig.log(Severity.INFO, 3);
    CompletableFuture<FlushResult> early = rig.flush(Duration.ofSeconds(5));
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.log(Severity.INFO, 4);
    CompletableFuture<FlushResult> second = rig.flush(Duration.ofSeconds(1));
    rig.log(Severity.INFO, 5);
    rig.advance(Duration.ofSeconds(5));
    assertThat(early.join().held() + early.join().delivered() + early.join().lost()).isEqualTo(3);
    assertThat(second.join().held() + second.join().delivered() + second.join().lost())
        .isEqualTo(7);
  }

  @Test
  void aFlushOfNothingCompletesAtOnce() {
    assertThat(rig.flush(Duration.ofSeconds(5))).isCompletedWithValue(new FlushResult(0, 0, 0));
  }

  // Drain

  @Test
  void aDrainSendsWhatIsOpenAndEndsWhenAllIsSettled() {
    rig.log(Severity.INFO, 2);
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void aDrainTriesEachBatchOnceAndAbandonsTheRestInOneLine() {
    rig.log(Severity.INFO, 2);
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().lostByReason()).containsEntry("abandoned.shutdown", 2L);
    assertThat(rig.reports.warnings).filteredOn(line -> line.contains("abandoned")).hasSize(1);
  }

  @Test
  void aDrainUnderARetryAfterBeyondItsDeadlineEndsAtOnce() {
    rig.log(Severity.INFO, 2);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(503, new Header("Retry-After", "60"));
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    assertThat(over[0]).isTrue();
  }

  @Test
  void aDrainEndsWhenTheBreakerOpens() {
    failWithSmallBatches();
    boolean[] over = new boolean[1];
    drain(over);
    int attempts = 0;
    while (!over[0]) {
      attempts += rig.transport.open().size();
      rig.transport.open().forEach(open -> open.fail(FailureKind.CONNECT_REFUSED));
      rig.work();
      if (!over[0]) {
        rig.rest();
      }
    }
    assertThat(attempts).isEqualTo(5);
  }

  @Test
  void aDrainBehindAnOpenBreakerEndsAtOnce() {
    failWithSmallBatches();
    for (int failures = 0; failures < 5; failures++) {
      rig.untilSent();
      rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
      rig.work();
    }
    boolean[] over = new boolean[1];
    drain(over);
    assertThat(over[0]).isTrue();
  }

  private void failWithSmallBatches() {
    rig.close();
    rig =
        new LoopRig(
            Map.of(
                "batch.maxEvents", "1",
                "delivery.maxInFlight", "1",
                "retry.initialBackoff", "100ms",
                "retry.maxBackoff", "100ms"));
    rig.log(Severity.ERROR, 20);
    rig.work();
  }

  @Test
  void aDrainCancelsWhatDoesNotComeBackAndEndsInTime() {
    rig.log(Severity.INFO, 2);
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    rig.advance(Duration.ofMillis(4949));
    assertThat(over[0]).isFalse();
    rig.advance(Duration.ofMillis(51));
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().abandoned().total()).isEqualTo(2);
  }

  @Test
  void aDrainWaitsForTheCallerThatIsStillCopying() {
    SlowProducer caller = slowCaller();
    boolean[] over = new boolean[1];

    drain(over);
    assertThat(over[0]).isFalse();
    caller.finish();
    rig.work();
    rig.transport.onlyOpen().answer(200);
    rig.work();

    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void aDrainDoesNotWaitBeyondItsDeadlineForACallerThatStillCopies() {
    SlowProducer caller = slowCaller();
    boolean[] over = new boolean[1];

    drain(over);
    rig.advance(Duration.ofSeconds(5).minus(LoopRig.NANO));
    assertThat(over[0]).isFalse();
    rig.advance(LoopRig.NANO);
    assertThat(over[0]).isTrue();
    caller.finish();
  }

  /** One that has its place since before the seal, and has not committed yet. */
  private SlowProducer slowCaller() {
    return new SlowProducer(rig.lanes.lane(LaneKind.NORMAL), rig.record(Severity.INFO, 104));
  }

  @Test
  void aDrainFollowsARedirectAndRepeatsOnANewConnection() {
    rig.log(Severity.INFO, 3);
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    rig.transport.onlyOpen().answer(307, new Header("Location", "/elsewhere"));
    rig.work();
    rig.transport.onlyOpen().fail(FailureKind.NO_RESPONSE_REUSED);
    rig.work();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
  }

  @Test
  void aDrainTriesThePartsOfASplit() {
    rig.log(Severity.INFO, 4);
    rig.work();
    boolean[] over = new boolean[1];
    drain(over);
    rig.transport.onlyOpen().answer(413);
    rig.work();
    while (!rig.transport.open().isEmpty()) {
      rig.transport.open().get(0).answer(200);
      rig.work();
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  // Breaking down

  @Test
  void runningOutOfMemoryOnceLosesNothing() {
    rig.log(Severity.ERROR, 64);
    rig.advance(LINGER);
    rig.transport.onlyOpen().runOutOfMemory();
    rig.work();
    assertThat(rig.snapshot().held().total()).isEqualTo(64);
    rig.rest();
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(64);
  }

  @Test
  void aSnapshotCountsEverythingThatWasCommittedHoweverMuchItIs() {
    rig.log(Severity.INFO, 60_000, 40);
    assertThat(rig.snapshot().accepted().total()).isEqualTo(60_000);
  }

  @Test
  void behindASlowExchangeALaneIsNotGroundIntoSmallBatches() {
    withSettings(Map.of("memory.maxBytes", "4MB"));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER); // under way from now on, and pins the lane
    for (int event = 0; event < 2000; event++) {
      rig.offer(Severity.INFO, 1000);
      rig.work();
    }
    assertThat(rig.snapshot().evicted().total()).isZero();
    assertThat(rig.unparks).isLessThan(100);
  }

  private void drain(boolean[] over) {
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(Duration.ofSeconds(5).toNanos(), () -> over[0] = true));
    rig.work();
  }
}
