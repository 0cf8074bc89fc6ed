package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a lane is relieved, of what, and who gives way in the retry queue for it. */
class ReliefTest {

  private static final int BATCH_BYTES = 64 << 10;

  /** Of a message of so many bytes; a lane takes 1,024 of them in all. */
  private static final int EVENT_BYTES = 1000;

  private final LoopRig rig =
      new LoopRig(Map.of("memory.maxBytes", "4MB", "batch.maxBytes", "64KB"));
  private final Lane lane = rig.lanes.lane(LaneKind.NORMAL);
  private final long now = rig.clock.nanos();
  private final Exhausted deflater = new Exhausted();
  private final BatchDivider divider = new BatchDivider(bytes -> bytes, deflater);
  private final Ledger ledger = new Ledger();
  private MemoryPool memory = new MemoryPool(BATCH_BYTES);
  private RetryQueue queue;
  private Relief relief;
  private long cut;

  @AfterEach
  void close() {
    rig.close();
    divider.close();
  }

  private void begin() {
    queue = new RetryQueue(memory);
    Settlement settlement = new Settlement(ledger, new Flushes(), queue, rig.deliveryReports);
    relief = new Relief(rig.backlogs, queue, divider, settlement);
  }

  private Delivery delivery(Severity severity, int events) {
    return new Delivery(cut++, rig.cut(severity, events), now);
  }

  private Delivery packed(Severity severity, int events) {
    Delivery delivery = delivery(severity, events);
    delivery.moveTo(divider.pack(delivery.batch()));
    return delivery;
  }

  private boolean relieve() {
    return relief.doWork(
        Relief.Shortage.ENDPOINT_AWAY,
        (batch, nowNanos) -> new Delivery(cut++, batch, nowNanos),
        now);
  }

  private void fillTo(int events) {
    while (lane.usedBytes() < events * 1024L) {
      rig.log(Severity.INFO, 1, EVENT_BYTES);
    }
    rig.backlog(LaneKind.NORMAL).scan(ledger.accepted());
  }

  // When

  @Test
  void aLaneIsRelievedFromHalfFullOnWhereTheEndpointIsAway() {
    begin();
    fillTo(511);
    assertThat(relieve()).isFalse();
    fillTo(512);
    assertThat(relieve()).isTrue();
    assertThat(queue.all()).hasSize(1);
    assertThat(queue.all().get(0).batch().isInLane()).isFalse();
    assertThat(lane.usedBytes()).isLessThan(512 * 1024L);
  }

  /** As long as the lane has room itself nothing is evicted for it. */
  @Test
  void aLaneIsRelievedIntoAFullQueueFromSevenEighthsOn() {
    begin();
    memory.tryReserve(1);
    fillTo(895);
    assertThat(relieve()).as("a batch may not fit").isFalse();
    fillTo(896);
    assertThat(relieve()).isTrue();
  }

  @Test
  void itIsLookedAtAgainWhenItIsHalfFullAndThenWhenItIsNearlyFull() {
    begin();
    fillTo(511);
    assertThat(Relief.wakeAtBytes(lane, Relief.Shortage.ENDPOINT_AWAY)).isEqualTo(512 * 1024);
    assertThat(Relief.wakeAtBytes(lane, Relief.Shortage.SLOTS_TAKEN)).isEqualTo(768 * 1024);
    fillTo(512);
    assertThat(Relief.wakeAtBytes(lane, Relief.Shortage.ENDPOINT_AWAY)).isEqualTo(896 * 1024);
    assertThat(Relief.wakeAtBytes(lane, Relief.Shortage.SLOTS_TAKEN)).isEqualTo(768 * 1024);
  }

  // Of what

  @Test
  void whatWaitsAtTheFrontOfTheLaneIsTheFirstToGo() {
    begin();
    Delivery first = delivery(Severity.INFO, 1);
    queue.add(first);
    fillTo(512);
    assertThat(relieve()).isTrue();
    assertThat(queue.all()).containsExactly(first);
    assertThat(first.batch().isInLane()).isFalse();
    assertThat(memory.usedBytes()).isEqualTo(first.batch().packedBytes());
  }

  /** It would free no room before that comes back, and it comes back by itself. */
  @Test
  void behindAnExchangeUnderWayNothingIsMoved() {
    begin();
    delivery(Severity.INFO, 1); // under way
    fillTo(512);
    assertThat(relieve()).isFalse();
    Delivery second = delivery(Severity.INFO, 1);
    queue.add(second);
    assertThat(relieve()).isFalse();
    assertThat(second.batch().isInLane()).isTrue();
  }

  @Test
  void whatBreaksDownWhileItIsPackedIsInItsLaneStillAndWaits() {
    begin();
    fillTo(512);
    deflater.exhausted = true;
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this::relieve);
    assertThat(queue.all()).hasSize(1);
    assertThat(queue.all().get(0).batch().isInLane()).isTrue();
    deflater.exhausted = false;
    assertThat(relieve()).isTrue();
    assertThat(queue.all()).hasSize(1);
    assertThat(queue.all().get(0).batch().isInLane()).isFalse();
  }

  // Who gives way

  private void waiting(Delivery delivery) {
    begin();
    assertThat(memory.tryReserve(delivery.batch().packedBytes())).isTrue();
    queue.add(delivery);
    ledger.accepted().addAll(delivery.batch().counts());
  }

  @Test
  void whatIsWorthLessGivesWay() {
    Delivery error = packed(Severity.ERROR, 5);
    memory = new MemoryPool(error.batch().packedBytes()); // to the byte
    waiting(packed(Severity.DEBUG, 1));
    relief.admit(error, now);
    assertThat(queue.all()).containsExactly(error);
    assertThat(memory.usedBytes()).isEqualTo(memory.maxBytes());
    assertThat(ledger.lost(Severity.DEBUG)).isEqualTo(1);
    assertThat(ledger.lost(Severity.ERROR)).isZero();
  }

  @Test
  void whatIsWorthLeastGivesWayItself() {
    Delivery info = packed(Severity.INFO, 3);
    memory = new MemoryPool(info.batch().packedBytes() + 1);
    waiting(info);
    relief.admit(packed(Severity.DEBUG, 2), now);
    assertThat(queue.all()).containsExactly(info);
    assertThat(ledger.lost(Severity.DEBUG)).isEqualTo(2);
    assertThat(memory.usedBytes()).isEqualTo(info.batch().packedBytes());
  }

  @Test
  void forWhatCouldNeverFitNothingGivesWay() {
    Delivery error = packed(Severity.ERROR, 5);
    memory = new MemoryPool(error.batch().packedBytes() - 1);
    Delivery debug = packed(Severity.DEBUG, 1);
    waiting(debug);
    relief.admit(error, now);
    assertThat(queue.all()).containsExactly(debug);
    assertThat(ledger.lost(Severity.ERROR)).isEqualTo(5);
    assertThat(ledger.lost(Severity.DEBUG)).isZero();
  }

  /** Finds no memory when it is told to. */
  private static final class Exhausted extends Deflater {

    boolean exhausted;

    Exhausted() {
      super(BEST_SPEED, true);
    }

    @Override
    public int deflate(byte[] output) {
      if (exhausted) {
        throw new OutOfMemoryError("no room to pack");
      }
      return super.deflate(output);
    }
  }
}
