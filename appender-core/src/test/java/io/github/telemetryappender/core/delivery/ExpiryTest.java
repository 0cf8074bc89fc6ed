package io.github.telemetryappender.core.delivery;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What gets too old while the endpoint is gone, and when the thread wakes for it. */
class ExpiryTest {

  private static final Duration AGE = ofSeconds(8);

  private LoopRig rig = withSettings(Map.of("batch.maxEvents", "4"));

  /** No other deadline comes before that of the age. */
  private static LoopRig withSettings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("retry.maxEventAge", "8s");
    settings.put("delivery.requestTimeout", "2s");
    settings.put("delivery.connectTimeout", "1s");
    settings.put("batch.linger", "1s");
    settings.put("alerts.oldestEvent", "20s,30s,40s");
    return new LoopRig(settings);
  }

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  /** The endpoint says that it is gone for good: nothing is sent any more, not even a probe. */
  private void beGone() {
    rig.transport.onlyOpen().answer(410);
    rig.work();
  }

  private void sendFull() {
    rig.log(Severity.INFO, 4);
    rig.work();
  }

  private long expired() {
    return rig.snapshot().expired().total();
  }

  @Test
  void whatWaitsInTheQueueExpiresAtItsAgeAndTheThreadWakesForIt() {
    sendFull();
    beGone();
    rig.advance(ofSeconds(1));
    assertThat(rig.rest).isEqualTo(ofSeconds(7).toNanos());
    rig.advance(ofSeconds(3));
    assertThat(rig.rest).isEqualTo(ofSeconds(4).toNanos());
    rig.advance(ofSeconds(4).minusNanos(1));
    assertThat(expired()).isZero();
    rig.advance(ofNanos(1));
    assertThat(expired()).isEqualTo(4);
    assertThat(rig.reports.warnings)
        .anyMatch(line -> line.contains("they waited longer than retry.maxEventAge"));
  }

  @Test
  void whatWaitsInItsLaneExpiresAtItsAgeAndTheThreadWakesForIt() {
    sendFull();
    beGone();
    rig.advance(AGE);
    assertThat(expired()).isEqualTo(4);

    rig.log(Severity.INFO, 3);
    rig.work();
    assertThat(rig.rest).isEqualTo(AGE.toNanos());
    rig.advance(ofSeconds(5));
    rig.log(Severity.INFO, 2);
    rig.work();
    assertThat(rig.rest).isEqualTo(ofSeconds(3).toNanos());
    rig.advance(ofSeconds(3).minusNanos(1));
    assertThat(expired()).isEqualTo(4);
    rig.advance(ofNanos(1));
    assertThat(expired()).as("those that are younger stay").isEqualTo(7);
    assertThat(rig.rest).isEqualTo(ofSeconds(5).toNanos());
    rig.advance(ofSeconds(5));
    assertThat(expired()).isEqualTo(9);
    assertThat(rig.lanes.lane(LaneKind.NORMAL).usedBytes()).as("their room is free").isZero();
  }

  private void logHalfABatch() {
    rig.log(Severity.INFO, 2);
    rig.work();
  }

  @Test
  void whatExpiresOfABatchGivesItsRoomInTheLaneBack() {
    logHalfABatch();
    rig.advance(ofMillis(500));
    logHalfABatch();
    beGone();
    long before = rig.lanes.lane(LaneKind.NORMAL).usedBytes();
    rig.advance(AGE.minusMillis(500));
    assertThat(expired()).isEqualTo(2);
    assertThat(rig.lanes.lane(LaneKind.NORMAL).usedBytes()).isEqualTo(before / 2);
  }

  @Test
  void whatExpiresOfAPackedBatchGivesItsMemoryBack() {
    rig.close();
    rig = withSettings(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "512KB"));
    rig.log(Severity.INFO, 20, 1_000);
    rig.work();
    rig.advance(ofMillis(500));
    rig.log(Severity.INFO, 20, 1_000);
    rig.work();
    rig.advance(ofMillis(500));
    beGone();
    while (rig.retryMemory.usedBytes() == 0) { // until it makes room in its lane
      rig.log(Severity.INFO, 20, 1_000);
      rig.work();
    }
    long before = rig.retryMemory.usedBytes();
    rig.advance(AGE.minusSeconds(1));
    assertThat(expired()).isEqualTo(20);
    assertThat(rig.retryMemory.usedBytes()).isBetween(before * 4 / 10, before * 6 / 10);
    rig.advance(ofMillis(500));
    assertThat(expired()).isEqualTo(40);
    assertThat(rig.retryMemory.usedBytes()).isZero();
  }

  /** Callers raced, and the younger one stands in front: the others are waited with. */
  @Test
  void theAgeOfTheFirstOfABatchCounts() {
    rig.clock.advance(ofMillis(1));
    logHalfABatch();
    rig.clock.advance(ofMillis(-1));
    logHalfABatch();
    beGone();
    rig.advance(AGE);
    assertThat(expired()).isZero();
    assertThat(rig.rest).isEqualTo(ofMillis(1).toNanos());
    rig.advance(ofMillis(1));
    assertThat(expired()).isEqualTo(4);
  }
}
