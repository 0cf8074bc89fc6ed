package io.github.telemetryappender.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.time.Parker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final BodyEstimate ESTIMATE = recordBytes -> recordBytes + 10;

  private final Lanes lanes =
      new Lanes(
          MemoryPlan.of(4 << 20),
          new SplittableRandom(3),
          new Parker() {
            @Override
            public void park(long nanos) {}

            @Override
            public void unpark() {}
          });
  private final LaneBacklog backlog =
      new LaneBacklog(
          lanes.lane(LaneKind.NORMAL),
          lanes.epoch(),
          lanes.eventIdPrefix(LaneKind.NORMAL),
          new BatchTarget(new BatchLimits(100, 10_000, 1000, 100), 0),
          ESTIMATE);
  private final BatchDivider divider = new BatchDivider(ESTIMATE);

  @AfterEach
  void giveBack() {
    divider.close();
    lanes.close();
  }

  private void log(int events) {
    for (int i = 0; i < events; i++) {
      log(i, 40);
    }
  }

  private void log(long acceptedAtNanos, int bytes) {
    ByteBuffer record = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    record.put((byte) Severity.INFO.ordinal()).put((byte) 1).putShort((short) 0).putInt(0);
    record.putLong(acceptedAtNanos).putLong(0).putLong(0).putLong(acceptedAtNanos);
    if (bytes > 46) {
      record.put((byte) 4).put((byte) 255).putInt(bytes - 46);
    }
    assertThat(lanes.offer(Severity.INFO, record.array(), 0, bytes)).isTrue();
  }

  private Batch cut() {
    backlog.scan(new SeverityCounts());
    return backlog.cut();
  }

  /** The records of a batch, each as its thread id, which {@link #log} makes its number. */
  private static List<Long> numbers(Batch batch) {
    List<Long> numbers = new ArrayList<>();
    RecordReader reader = new RecordReader();
    RecordCursor records = batch.records();
    while (records.next(reader)) {
      numbers.add(reader.threadId());
    }
    return numbers;
  }

  @Test
  void aBatchHoldsItsEventsInOrder() {
    log(5);
    Batch batch = cut();
    assertThat(numbers(batch)).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(batch.events()).isEqualTo(5);
    assertThat(batch.bodyBytes()).isEqualTo(5 * 50);
    assertThat(batch.oldestAcceptedAtNanos()).isZero();
    assertThat(batch.newestAcceptedAtNanos()).isEqualTo(4);
  }

  @Test
  void aBatchStopsAtItsNumberOfEvents() {
    log(101);
    assertThat(cut().events()).isEqualTo(100);
    assertThat(backlog.events()).isEqualTo(1);
  }

  @Test
  void aBatchStopsAtItsBytes() {
    log(0, 4990);
    log(1, 4990);
    log(2, 40);
    assertThat(cut().events()).isEqualTo(2);
  }

  @Test
  void anEventLargerThanABatchGoesAlone() {
    log(0, 40);
    log(1, 20_000);
    log(2, 40);
    assertThat(cut().events()).isEqualTo(1);
    assertThat(cut().bodyBytes()).isEqualTo(20_010);
    assertThat(cut().events()).isEqualTo(1);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void aPackedBatchIsTheSameBatchAndNeedsItsLaneNoLonger() {
    log(50);
    Batch batch = cut();
    Batch packed = divider.pack(batch);
    assertThat(numbers(packed)).hasSize(50).isSorted();
    assertThat(packed.id()).isEqualTo(batch.id());
    assertThat(packed.isInLane()).isFalse();
    assertThat(packed.packedBytes()).isBetween(1L, 50L * 40);
    assertThat(backlog.lane().usedBytes()).isZero();
  }

  @Test
  void halvesShareTheEventsAndHaveIdentitiesOfTheirOwn() {
    log(7);
    Batch batch = cut();
    List<Batch> halves = divider.halve(batch);
    assertThat(numbers(halves.get(0))).containsExactly(0L, 1L, 2L);
    assertThat(numbers(halves.get(1))).containsExactly(3L, 4L, 5L, 6L);
    assertThat(halves).extracting(Batch::id).doesNotHaveDuplicates().doesNotContain(batch.id());
    assertThat(halves.get(0).id().first()).isEqualTo(batch.id().first());
    assertThat(halves.get(1).id().last()).isEqualTo(batch.id().last());
  }

  @Test
  void halvesReleasedInAnyOrderEmptyTheLane() {
    log(7);
    List<Batch> halves = divider.halve(cut());
    halves.get(1).release();
    assertThat(backlog.lane().usedBytes()).isPositive();
    halves.get(0).release();
    assertThat(backlog.lane().usedBytes()).isZero();
  }

  @Test
  void aPackedBatchIsHalvedAsWell() {
    log(7);
    List<Batch> halves = divider.halve(divider.pack(cut()));
    assertThat(numbers(halves.get(0))).containsExactly(0L, 1L, 2L);
    assertThat(numbers(halves.get(1))).containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void oneEventCannotBeHalved() {
    log(1);
    Batch batch = cut();
    assertThatThrownBy(() -> divider.halve(batch)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBatchIsPartedByAge() {
    log(10);
    List<Batch> parts = divider.divideByAge(cut(), 3);
    assertThat(numbers(parts.get(0))).containsExactly(0L, 1L, 2L, 3L);
    assertThat(numbers(parts.get(1))).hasSize(6);
  }

  @Test
  void aBatchThatIsAllOldCannotBePartedByAge() {
    log(10);
    Batch batch = cut();
    assertThatThrownBy(() -> divider.divideByAge(batch, 9))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPackerCanBeUsedAgainAndAgain() {
    for (int i = 0; i < 20; i++) {
      log(30);
      assertThat(numbers(divider.pack(cut()))).hasSize(30);
    }
  }

  @Test
  void theIdempotencyKeyNamesEpochLanePositionsAndCount() {
    assertThat(new BatchId(0xabcL, LaneKind.URGENT, 16, 255, 3).idempotencyKey())
        .isEqualTo("0000000000000abc-u-10-ff-3");
  }
}
