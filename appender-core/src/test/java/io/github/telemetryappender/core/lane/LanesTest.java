package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import io.github.telemetryappender.core.settings.SettingsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Three lanes of 256 bytes: eight records of 8 bytes each. */
class LanesTest {

  private static final int CAPACITY = 256;
  private static final byte[] RECORD = new byte[8];

  private final List<ByteBuffer> rings = new ArrayList<>();
  private final LaneMemory memory = new LaneMemory(this::allocate);
  private final Lanes lanes = lanes();

  @ParameterizedTest
  @EnumSource(Severity.class)
  void recordGoesToTheLaneOfItsSeverity(Severity severity) {
    assertThat(offer(severity)).isTrue();

    for (LaneKind kind : LaneKind.values()) {
      assertThat(lanes.lane(kind).tail()).isEqualTo(kind == LaneKind.of(severity) ? 32 : 0);
    }
  }

  @Test
  void recordFallsBackToTheNextLowerLaneAndThenToTheLowest() {
    fill(LaneKind.URGENT);

    assertThat(offer(Severity.ERROR)).isTrue();
    assertThat(lanes.lane(LaneKind.NORMAL).tail()).isEqualTo(32);
    assertThat(lanes.lane(LaneKind.LOW).tail()).isZero();

    fill(LaneKind.NORMAL);
    assertThat(offer(Severity.WARN)).isTrue();
    assertThat(lanes.lane(LaneKind.LOW).tail()).isEqualTo(32);
  }

  @Test
  void recordNeverGoesToAHigherLane() {
    fill(LaneKind.NORMAL);
    fill(LaneKind.LOW);

    assertThat(offer(Severity.INFO)).isFalse();
    assertThat(offer(Severity.DEBUG)).isFalse();
    assertThat(lanes.lane(LaneKind.URGENT).tail()).isZero();
    assertThat(offer(Severity.FATAL)).isTrue();
  }

  @Test
  void highestSeverityIsRefusedOnlyWhenNoLaneHasRoom() {
    fill(LaneKind.URGENT);
    fill(LaneKind.NORMAL);
    for (int i = 0; i < 8; i++) {
      assertThat(offer(Severity.FATAL)).isTrue();
    }

    assertThat(offer(Severity.FATAL)).isFalse();
  }

  @Test
  void eventIdsBeginWithEpochAndLane() {
    String epoch = "%016x".formatted(lanes.epoch());

    assertThat(prefix(LaneKind.URGENT)).isEqualTo(epoch + "-u-");
    assertThat(prefix(LaneKind.NORMAL)).isEqualTo(epoch + "-n-");
    assertThat(prefix(LaneKind.LOW)).isEqualTo(epoch + "-l-");
  }

  @Test
  void epochsDiffer() {
    Random random = new Random(7);
    assertThat(lanes(random).epoch()).isNotEqualTo(lanes(random).epoch());
  }

  @Test
  void saltsDifferThoughTheRandomSourceRepeatsItself() {
    Set<Long> salts = new HashSet<>();
    for (int loan = 1; loan <= 1000; loan++) {
      salts.add(Lanes.salt(42, loan));
    }
    assertThat(salts).hasSize(1000);
  }

  @Test
  void usedMemoryShowsNothingOfItsFormerUserThoughTheRandomSourceRepeatsItself() {
    fill(LaneKind.LOW);
    lanes.close();

    Lanes next = lanes();

    assertThat(memory.freeBytes()).isZero();
    assertThat(next.epoch()).isEqualTo(lanes.epoch());
    for (LaneKind kind : LaneKind.values()) {
      assertThat(next.lane(kind).scan(LanesTest::ignore, 1)).isZero();
    }
  }

  @Test
  void closedLanesGiveTheirMemoryBack() {
    assertThat(memory.lentBytes()).isEqualTo(3 * CAPACITY);
    lanes.close();
    lanes.close();

    assertThat(memory.lentBytes()).isZero();
    assertThat(memory.freeBytes()).isEqualTo(3 * CAPACITY);
  }

  @Test
  void laneInWhichSomebodyStillCopiesIsNotLentAgain() {
    offer(Severity.INFO);
    rings.get(1).putLong(16, 0); // as if the producer were between claim and commit

    lanes.close();

    assertThat(memory.lentBytes()).isZero();
    assertThat(memory.freeBytes()).isEqualTo(2 * CAPACITY);
  }

  @Test
  void producerThatComesLateCannotWriteIntoTheNextLanes() {
    lanes.close();
    Lanes next = lanes();

    assertThat(offer(Severity.ERROR)).isFalse();
    for (LaneKind kind : LaneKind.values()) {
      assertThat(next.lane(kind).tail()).isZero();
    }
  }

  @Test
  void sealedLanesRefuseAndKeepWhatTheyHave() {
    offer(Severity.INFO);
    assertThat(lanes.isSealed()).isFalse();
    lanes.seal();

    assertThat(lanes.isSealed()).isTrue();
    for (Severity severity : EnumSet.allOf(Severity.class)) {
      assertThat(offer(severity)).isFalse();
    }
    assertThat(lanes.lane(LaneKind.NORMAL).scan(LanesTest::ignore, 10)).isEqualTo(1);
  }

  /** Three lanes, and a header for each: wherever it runs out. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void tooLittleMemoryIsOneClearMessageAndTakesNothing(int allocations) {
    int[] left = {allocations};
    LaneMemory scarce =
        new LaneMemory(
            bytes -> {
              if (left[0]-- == 0) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
              }
              return ByteBuffer.allocateDirect(bytes);
            });

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> new Lanes(scarce, CAPACITY, new Random(1), new RecordingParker()))
        .withMessageContaining("memory.maxBytes")
        .withMessageContaining("MaxDirectMemorySize");
    assertThat(scarce.lentBytes()).isZero();
  }

  // ------------------------------------------------------------------

  private ByteBuffer allocate(int bytes) {
    ByteBuffer ring = ByteBuffer.allocateDirect(bytes);
    if (bytes == CAPACITY) {
      rings.add(ring); // and no header
    }
    return ring;
  }

  private Lanes lanes() {
    return lanes(new Random(1));
  }

  private Lanes lanes(Random random) {
    return new Lanes(memory, CAPACITY, random, new RecordingParker());
  }

  private boolean offer(Severity severity) {
    return lanes.offer(severity, RECORD, 0, RECORD.length);
  }

  private void fill(LaneKind kind) {
    Lane lane = lanes.lane(kind);
    while (lane.offer(RECORD, 0, RECORD.length) != Lane.FULL) {
      assertThat(lane.usedBytes()).isPositive();
    }
  }

  private String prefix(LaneKind kind) {
    return new String(lanes.eventIdPrefix(kind), StandardCharsets.US_ASCII);
  }

  private static void ignore(long position, ByteBuffer ring, int payloadOffset, int length) {}
}
