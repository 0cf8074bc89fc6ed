package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much memory is taken for a body before it is made: for the worst, and no more than that. */
class AttemptStarterTest {

  private static final long MAX_BYTES = 64 << 10;

  private final LoopRig rig =
      new LoopRig(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
  private final AttemptStarter starter =
      new AttemptStarter(rig.parts, new Redirects(rig.config.endpoint().url()), new Wire());

  @AfterEach
  void close() {
    rig.close();
  }

  private Delivery delivery(int events) {
    return new Delivery(1, rig.cut(Severity.INFO, events), rig.clock.nanos());
  }

  private long reservedFor(Delivery delivery) {
    assertThat(starter.prepare(delivery)).isNotNull();
    return rig.bodyMemory.usedBytes();
  }

  /** Noise grows a little when it is compressed. */
  private static long compressedAtWorst(long bytes) {
    return bytes + bytes / 1000 + 1024;
  }

  @Test
  void twiceTheEstimateAndSixteenKilobytesDoAtFirst() {
    Delivery delivery = delivery(3);
    assertThat(reservedFor(delivery))
        .isEqualTo(compressedAtWorst(2 * delivery.batch().bodyBytes() + (16 << 10)));
  }

  @Test
  void whatNeedsMoreGetsWhatABatchMayTake() {
    Delivery delivery = delivery(2);
    delivery.needMoreRoom();
    assertThat(reservedFor(delivery)).isEqualTo(compressedAtWorst(MAX_BYTES));
  }

  @Test
  void anEventByItselfGetsHalfOfAllThereIs() {
    Delivery delivery = delivery(1);
    delivery.needMoreRoom();
    assertThat(reservedFor(delivery)).isEqualTo(compressedAtWorst(rig.bodyMemory.maxBytes() / 2));
  }

  @Test
  void whatFindsNoMemoryIsNotPrepared() {
    assertThat(rig.bodyMemory.tryReserve(rig.bodyMemory.maxBytes() - 1000)).isTrue();
    assertThat(starter.prepare(delivery(1))).isNull();
    assertThat(rig.bodyMemory.usedBytes()).isEqualTo(rig.bodyMemory.maxBytes() - 1000);
  }
}
