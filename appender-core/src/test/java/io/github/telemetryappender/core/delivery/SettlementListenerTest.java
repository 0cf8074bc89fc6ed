package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Readings.Result;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener hears of a whole delivery side in virtual time. */
class SettlementListenerTest {

  /** One call. */
  private record Heard(Result result, String reason, String batch, int failed, long events) {}

  private final List<Heard> heard = new ArrayList<>();
  private final SeverityCounts settled = new SeverityCounts();
  private LoopRig rig = rig(Map.of());

  private LoopRig rig(Map<String, String> settings) {
    LoopRig made = new LoopRig(settings);
    made.loop.onSettlement(
        (batch, result, reason, why, events) -> {
          settled.addAll(events);
          heard.add(
              new Heard(
                  result,
                  reason,
                  batch.id().idempotencyKey(),
                  batch.failedAttempts(),
                  events.total()));
        });
    return made;
  }

  /** Each accepted event was told of once, or is still held. */
  @AfterEach
  void close() {
    try {
      LedgerSnapshot ledger = rig.snapshot();
      for (Severity severity : Severity.values()) {
        assertThat(settled.of(severity) + ledger.held().of(severity))
            .isEqualTo(ledger.accepted().of(severity));
      }
    } finally {
      rig.checkAndClose();
    }
  }

  private void replaceRig(Map<String, String> settings) {
    rig.close();
    rig = rig(settings);
  }

  private void send(Severity severity, int events) {
    rig.log(severity, events);
    rig.work();
    rig.advance(Duration.ofSeconds(1));
  }

  private void restUntilSent() {
    while (rig.transport.open().isEmpty()) {
      rig.rest();
    }
  }

  @Test
  void aDeliveredBatchIsToldWithItsKeyAndWhatItTook() {
    send(Severity.INFO, 3);
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    assertThat(heard).isEmpty();
    restUntilSent();
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(heard).containsExactly(new Heard(Result.DELIVERED, "", key, 1, 3));
  }

  @Test
  void aRefusedBatchIsToldWithTheStatus() {
    send(Severity.ERROR, 2);
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    rig.transport.onlyOpen().answer(411);
    rig.work();
    assertThat(heard).containsExactly(new Heard(Result.REJECTED, "411", key, 0, 2));
  }

  @Test
  void anExpiredBatchIsTold() {
    replaceRig(Map.of("retry.maxEventAge", "30s"));
    send(Severity.INFO, 1);
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    while (heard.isEmpty()) {
      rig.transport.open().forEach(open -> open.fail(FailureKind.CONNECT_REFUSED));
      rig.work();
      if (heard.isEmpty()) {
        rig.rest();
      }
    }
    assertThat(heard)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.result()).isEqualTo(Result.EXPIRED);
              assertThat(call.batch()).isEqualTo(key);
              assertThat(call.failed()).isPositive();
            });
  }

  @Test
  void aBatchThatUsedUpItsAttemptsIsToldWithTheirNumber() {
    replaceRig(Map.of("retry.maxAttempts", "2"));
    send(Severity.INFO, 1);
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    restUntilSent();
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    assertThat(heard)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.reason()).isEqualTo("max_attempts");
              assertThat(call.failed()).isEqualTo(2);
            });
  }

  @Test
  void evictedEventsAreTold() {
    replaceRig(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
    send(Severity.INFO, 1);
    rig.transport.onlyOpen().answer(402); // a hold: everything has to wait
    rig.work();
    for (int i = 0; i < 3000 && heard.isEmpty(); i++) {
      rig.offer(Severity.INFO, 4 << 10);
      rig.work();
    }
    assertThat(heard).isNotEmpty().extracting(Heard::result).containsOnly(Result.EVICTED);
  }

  @Test
  void whatIsLeftAtTheStopIsToldBatchByBatch() {
    send(Severity.INFO, 2);
    rig.log(Severity.ERROR, 1);
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(0, () -> {}));
    rig.work();
    rig.transport.open().forEach(open -> open.fail(FailureKind.CANCELED));
    rig.work();
    assertThat(heard)
        .hasSize(2)
        .allMatch(call -> call.result() == Result.ABANDONED && call.reason().equals("shutdown"));
  }
}
