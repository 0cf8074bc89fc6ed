package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.metrics.Readings.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However a batch ends, all who count its events are told the same. */
class SettlementTest {

  private final LoopRig rig = new LoopRig(Map.of());
  private final Ledger ledger = new Ledger();
  private final Flushes flushes = new Flushes();
  private final Settlement settlement =
      new Settlement(ledger, flushes, new RetryQueue(new MemoryPool(1000)), rig.deliveryReports);
  private final List<String> heard = new ArrayList<>();
  private final CompletableFuture<FlushResult> flushed = new CompletableFuture<>();

  @AfterEach
  void close() {
    rig.close();
  }

  /** A batch that somebody flushes. */
  private Batch batch(int events) {
    settlement.listener(
        (batch, result, reason, why, counts) ->
            heard.add((result + " " + reason).strip() + " " + counts.total()));
    Batch batch = rig.cut(Severity.INFO, events);
    flushes.add(rig.backlogs, rig.clock.nanos(), flushed);
    return batch;
  }

  private static SeverityCounts info(int events) {
    SeverityCounts counts = new SeverityCounts();
    counts.add(Severity.INFO, events);
    return counts;
  }

  private List<String> heard() {
    settlement.tell();
    return heard;
  }

  private FlushResult flushed() {
    flushes.end(flush -> 0);
    return flushed.join();
  }

  @Test
  void whatWasLeftOutOfTheBodyIsNotDelivered() {
    settlement.delivered(batch(3), info(1), rig.clock.nanos());
    assertThat(heard()).containsExactly(Result.DELIVERED + " 2", Result.ABANDONED + " encoding 1");
    assertThat(ledger.totalLost()).isEqualTo(1);
    assertThat(flushed()).isEqualTo(new FlushResult(2, 1, 0));
  }

  @Test
  void nobodyHearsOfNoEvents() {
    settlement.sorted(batch(3), info(0), info(3), info(0), "400", "bad", rig.clock.nanos());
    assertThat(heard()).containsExactly(Result.REJECTED + " 400 3");
  }

  @Test
  void whatIsLostIsToldToThoseWhoFlush() {
    settlement.lost(batch(3), Loss.EXPIRED, "", "too old", rig.clock.nanos());
    assertThat(heard()).containsExactly(Result.EXPIRED + " 3");
    assertThat(flushed()).isEqualTo(new FlushResult(0, 3, 0));
  }

  @Test
  void whatIsAbandonedAtTheEndIsLost() {
    settlement.abandoned(batch(3));
    assertThat(heard()).containsExactly(Result.ABANDONED + " shutdown 3");
    assertThat(ledger.totalLost()).isEqualTo(3);
    assertThat(flushed()).isEqualTo(new FlushResult(0, 3, 0));
  }

  @Test
  void whatIsLeftToAnotherPipelineIsHeldAndNotLost() {
    settlement.left(batch(3));
    assertThat(heard()).containsExactly(Result.HELD + " shutdown 3");
    assertThat(ledger.totalLost()).isZero();
    assertThat(flushed()).isEqualTo(new FlushResult(0, 0, 0));
  }

  /**
   * As if its events had come evenly: some took as long as the first, some as short as the last.
   */
  @Test
  void latencyReachesFromTheLastEventToTheFirst() {
    rig.log(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(3));
    Batch batch = batch(1);
    rig.clock.advance(Duration.ofSeconds(1));
    settlement.delivered(batch, info(0), rig.clock.nanos());
    LatencyHistogram latency = ledger.latency();
    assertThat(Duration.ofNanos(latency.quantileNanos(0.5, rig.clock.nanos())))
        .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1125));
    assertThat(Duration.ofNanos(latency.quantileNanos(1, rig.clock.nanos())))
        .isBetween(Duration.ofSeconds(4), Duration.ofMillis(4500));
  }
}
