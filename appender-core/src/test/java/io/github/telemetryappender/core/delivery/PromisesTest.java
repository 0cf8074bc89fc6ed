package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Payload;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The promises of the delivery side, each as one claim; the details have tests of their own. */
class PromisesTest {

  private static final Duration LINGER = Duration.ofSeconds(1);

  private LoopRig rig =
      new LoopRig(
          Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB", "compression", "none"));

  @AfterEach
  void giveBack() {
    rig.close();
  }

  @Test
  void p2MemoryStaysWithinItsBoundAtEveryStepOfAFloodThroughAnOutage() {
    SplittableRandom random = new SplittableRandom(11);
    for (int step = 0; step < 700; step++) {
      Severity severity = Severity.ofRank(random.nextInt(Severity.COUNT));
      for (int i = 0; i < 20; i++) {
        rig.offer(severity, 60 + random.nextInt(3000));
      }
      rig.work();
      assertThat(rig.snapshot().heldBytes()).isLessThanOrEqualTo(rig.config.memory().maxBytes());
      rig.transport.open().forEach(exchange -> exchange.fail(FailureKind.CONNECT_REFUSED));
      rig.advance(Duration.ofMillis(random.nextInt(500)));
    }
    assertThat(rig.snapshot().evicted().total()).isPositive();
  }

  @Test
  void p3NoErrorIsRefusedOrEvictedWhileDebugFloodsThroughAnOutage() {
    for (int step = 0; step < 1000; step++) {
      for (int i = 0; i < 20; i++) {
        rig.offer(Severity.DEBUG, 400);
      }
      assertThat(rig.offer(Severity.ERROR, 700)).isTrue();
      rig.work();
      rig.transport.open().forEach(exchange -> exchange.answer(503));
      rig.advance(Duration.ofMillis(50));
    }
    // More errors than half of their lane holds: some wait in the retry queue, beside DEBUG.
    LedgerSnapshot ledger = rig.snapshot();
    assertThat(ledger.held().of(Severity.ERROR)).isEqualTo(1000);
    assertThat(ledger.evicted().of(Severity.DEBUG)).isPositive();
  }

  @Test
  void p4TheLedgerIsExactForEachSeverityAtEveryStep() {
    SplittableRandom random = new SplittableRandom(12);
    int[] statuses = {200, 200, 200, 400, 413, 429, 500, 503, 414, 409};
    for (int step = 0; step < 3000; step++) {
      rig.offer(Severity.ofRank(random.nextInt(Severity.COUNT)), 60 + random.nextInt(2000));
      rig.work();
      rig.checkLedger();
      if (!rig.transport.open().isEmpty() && random.nextInt(3) == 0) {
        rig.transport.open().get(0).answer(statuses[random.nextInt(statuses.length)]);
        rig.work();
        rig.checkLedger();
      }
      rig.advance(Duration.ofMillis(random.nextInt(400)));
      rig.checkLedger();
    }
    assertThat(rig.snapshot().lostByReason()).isNotEmpty();
    assertThat(rig.snapshot().delivered().total()).isPositive();
  }

  @Test
  void p5AnEventKeepsItsIdOverARetryAndASplit() throws Exception {
    rig.log(Severity.INFO, 4);
    rig.advance(LINGER);
    List<String> first = eventIds(rig.transport.onlyOpen());
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.rest();
    List<String> second = eventIds(rig.transport.onlyOpen());
    rig.transport.onlyOpen().answer(413);
    rig.work();
    List<String> halves = new ArrayList<>(eventIds(rig.transport.onlyOpen()));
    rig.transport.onlyOpen().answer(200);
    rig.work();
    halves.addAll(eventIds(rig.transport.onlyOpen()));

    assertThat(first).hasSize(4).doesNotHaveDuplicates();
    assertThat(second).isEqualTo(first);
    assertThat(halves).isEqualTo(first);
    assertThat(first).allMatch(id -> id.matches("[0-9a-f]{16}-n-[0-9a-f]+"));
  }

  @Test
  void p5TheKeyOfABatchStaysTheSameOverARetryAndIsNewForEachHalf() {
    rig.log(Severity.INFO, 4);
    rig.advance(LINGER);
    String whole = rig.transport.onlyOpen().header("Idempotency-Key");
    rig.transport.onlyOpen().fail(FailureKind.TIMEOUT);
    rig.work();
    rig.rest();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(whole);
    rig.transport.onlyOpen().answer(413);
    rig.work();
    String left = rig.transport.onlyOpen().header("Idempotency-Key");
    rig.transport.onlyOpen().answer(200);
    rig.work();
    String right = rig.transport.onlyOpen().header("Idempotency-Key");
    assertThat(List.of(whole, left, right)).doesNotHaveDuplicates();
  }

  private static List<String> eventIds(ScriptedTransport.Exchange exchange) throws Exception {
    Payload payload = exchange.request.payload().render();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    payload.writeTo(body);
    List<String> ids = new ArrayList<>();
    for (JsonNode event : new ObjectMapper().readTree(body.toByteArray())) {
      ids.add(event.get("event.id").asText());
    }
    return ids;
  }

  @Test
  void p8ADeadlineIsServedWhenItComesAndAnIdleThreadIsNotWoken() {
    rig.work();
    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.rest();
    assertThat(rig.transport.all).hasSize(1);
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void p8WhenAnEventExpiresBeforeTheNextAttemptTheThreadWakesForTheExpiry() {
    rig.close();
    rig = new LoopRig(Map.of("retry.maxEventAge", "20s"));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(402); // a hold: the next probe is 30 s away
    rig.work();
    Duration rested = Duration.ZERO;
    while (rig.snapshot().expired().total() == 0) {
      rested = rested.plusNanos(rig.rest);
      rig.rest();
    }
    assertThat(rested).isEqualTo(Duration.ofSeconds(19));
  }

  @Test
  void p9AnOldEventIsNotSentEvenWhenTheEndpointComesBack() {
    rig.close();
    rig = new LoopRig(Map.of("retry.maxEventAge", "20s"));
    rig.log(Severity.INFO, 3);
    rig.advance(LINGER);
    rig.transport.onlyOpen().answer(402);
    rig.work();
    rig.advance(Duration.ofMinutes(1));
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("expired", 3L));
    assertThat(rig.reports.warnings)
        .filteredOn(line -> !line.contains("alert level"))
        .last()
        .asString()
        .contains("expired", "retry.maxEventAge");
  }
}
