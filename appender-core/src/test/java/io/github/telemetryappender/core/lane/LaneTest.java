package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ring of 256 bytes: eight records of 8 bytes, each 32 in the ring. */
class LaneTest {

  private static final int CAPACITY = 256;
  private static final long SALT = 0x5eed_5a17_c0de_f00dL;

  private final ByteBuffer memory = memory(CAPACITY);
  private final RecordingParker parker = new RecordingParker();
  private final Lane lane = lane(memory, SALT);
  private final List<String> seen = new ArrayList<>();

  @Test
  void offeredRecordIsSeenWithItsPositionAndBytes() {
    assertThat(lane.offer(bytes("..first.."), 2, 5)).isEqualTo(0);

    assertThat(scan()).isEqualTo(1);
    assertThat(seen).containsExactly("0:first");
  }

  @Test
  void nothingIsSeenTwice() {
    offer("first");
    scan();

    assertThat(scan()).isZero();
  }

  @Test
  void scanStopsAtTheNumberAskedFor() {
    offer("a");
    offer("b");
    offer("c");

    assertThat(lane.scan(this::note, 2)).isEqualTo(2);
    assertThat(lane.scan(this::note, 2)).isEqualTo(1);
    assertThat(seen).containsExactly("0:a", "32:b", "64:c");
  }

  @Test
  void recordsStandOnEightByteBoundaries() {
    assertThat(Lane.recordBytes(1)).isEqualTo(32);
    assertThat(Lane.recordBytes(8)).isEqualTo(32);
    assertThat(Lane.recordBytes(9)).isEqualTo(40);
  }

  @Test
  void ringTakesRecordsUntilItIsFullToTheByte() {
    for (int i = 0; i < 8; i++) {
      assertThat(offer("12345678")).isEqualTo(i * 32L);
    }

    assertThat(offer("1")).isEqualTo(Lane.FULL);
    assertThat(lane.usedBytes()).isEqualTo(CAPACITY);
  }

  @Test
  void fullRingTakesRecordsAgainOnceOneIsReleased() {
    fill();
    scan();

    lane.release(0, 32);

    assertThat(offer("12345678")).isEqualTo(256);
    assertThat(offer("1")).isEqualTo(Lane.FULL);
  }

  @Test
  void roomBelowTheRecordsSizeDoesNotHelp() {
    fill();
    scan();
    lane.release(0, 32);

    assertThat(offer("123456789")).isEqualTo(Lane.FULL);
    lane.release(32, 64);
    assertThat(offer("123456789")).isEqualTo(256);
  }

  @Test
  void refusedRecordLeavesNothingBehind() {
    fill();
    offer("late");

    assertThat(lane.tail()).isEqualTo(256);
    assertThat(scan()).isEqualTo(8);
  }

  @Test
  void recordThatFitsExactlyBeforeTheEndIsNotMoved() {
    fillAndFree(7);

    assertThat(offer("12345678")).isEqualTo(224);
    assertThat(offer("next")).isEqualTo(256);
  }

  @Test
  void recordThatIsOneWordTooLongForTheEndStartsTheNextLap() {
    fillAndFree(7);

    assertThat(offer("123456789")).isEqualTo(256);
    assertThat(scan()).isEqualTo(1);
    assertThat(seen).last().isEqualTo("256:123456789");
  }

  @Test
  void gapOfOneWordIsSkippedByBothSides() {
    // Four records of 48 bytes and one of 56 leave one word.
    for (int i = 0; i < 4; i++) {
      offer("a".repeat(24));
    }
    offer("b".repeat(32));
    scan();
    lane.release(0, 248);

    assertThat(lane.tail()).isEqualTo(248);
    assertThat(offer("x")).isEqualTo(256);
    assertThat(scan()).isEqualTo(1);
    assertThat(seen).last().isEqualTo("256:x");
  }

  @Test
  void paddingCountsAsUsedUntilTheRecordBehindItIsReleased() {
    fillAndFree(7);
    offer("123456789");
    scan();

    assertThat(lane.usedBytes()).isEqualTo(32 + 40);
    lane.release(256, 296);
    assertThat(lane.usedBytes()).isZero();
    assertThat(lane.head()).isEqualTo(296);
  }

  @Test
  void paddingAndRecordNeedRoomTogether() {
    fill();
    scan();
    lane.release(0, 224); // one record before the end is still held

    assertThat(offer("12345678")).isEqualTo(256);
    scan();
    lane.release(224, 288);
    for (int i = 0; i < 6; i++) {
      offer("12345678");
    }
    assertThat(lane.tail()).isEqualTo(480);
    // 32 bytes to the end of the memory and 32 at its start: 40 fit in neither.
    assertThat(offer("123456789")).isEqualTo(Lane.FULL);
    assertThat(offer("12345678")).isEqualTo(480);
  }

  @Test
  void headWaitsForTheOldestRange() {
    fill();
    scan();

    lane.release(32, 64);
    lane.release(96, 128);
    assertThat(lane.head()).isZero();
    lane.release(0, 32);
    assertThat(lane.head()).isEqualTo(64);
    lane.release(64, 96);
    assertThat(lane.head()).isEqualTo(128);
  }

  @Test
  void headMovesOverPaddingBetweenReleasedRanges() {
    fillAndFree(7);
    offer("123456789");
    offer("last");
    scan();

    lane.release(296, 328);
    assertThat(lane.head()).isEqualTo(224);
    lane.release(256, 296);
    assertThat(lane.head()).isEqualTo(328);
  }

  @Test
  void releasingARangeTwiceChangesNothing() {
    fill();
    scan();

    lane.release(32, 64);
    lane.release(32, 64);
    lane.release(0, 32);

    assertThat(lane.head()).isEqualTo(64);
  }

  @Test
  void whatIsNotScannedCannotBeReleased() {
    offer("a");
    offer("b");
    lane.scan(this::note, 1);

    lane.release(0, 32);
    assertThatIllegalArgumentException().isThrownBy(() -> lane.release(32, 64));
  }

  @Test
  void whatIsFreeCannotBeReleased() {
    fill();
    scan();
    lane.release(0, 64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lane.release(0, 64))
        .withMessage("range [0, 64) is not in what was scanned and is not free, [64, 256)");
  }

  @Test
  void rangeThatBeginsInWhatIsFreeGivesBackTheRest() {
    fill();
    scan();
    lane.release(0, 64);

    lane.release(32, 96);
    assertThat(lane.head()).isEqualTo(96);
  }

  @Test
  void walkThatBeginsInWhatIsFreeDoesNotReadIt() {
    fill();
    scan();
    lane.release(0, 64);
    offer("123456781234567812345678"); // over both freed places
    scan();

    assertThat(lane.nextRecord(0, 256)).isEqualTo(64);
  }

  @Test
  void consumedRecordCarriesItsNegativeLength() {
    offer("12345");
    scan();
    assertThat(memory.getLong(16)).isEqualTo(5);

    lane.release(0, 32);
    assertThat(memory.getLong(16)).isEqualTo(-5);
  }

  @Test
  void openRecordHoldsUpThoseBehindIt() {
    offer("first");
    offer("second");
    long commit = memory.getLong(16);
    memory.putLong(16, 0); // as if its producer were still copying

    assertThat(scan()).isZero();
    memory.putLong(16, commit);
    assertThat(scan()).isEqualTo(2);
  }

  @Test
  void claimWithoutStampHoldsUpThoseBehindIt() {
    offer("first");
    offer("second");
    long stamp = memory.getLong(0);
    memory.putLong(0, stamp ^ 1);

    assertThat(scan()).isZero();
    memory.putLong(0, stamp);
    assertThat(scan()).isEqualTo(2);
  }

  @Test
  void voidRecordIsPassedOverAndFreed() {
    offer("first");
    memory.putLong(16, -5);

    assertThat(scan()).isZero();
    assertThat(lane.scannedPosition()).isEqualTo(32);
    assertThat(lane.head()).isEqualTo(32);
  }

  @Test
  void voidRecordBetweenOthersIsInNoRange() {
    offer("a");
    offer("b");
    offer("c");
    memory.putLong(32 + 16, -1);

    assertThat(scan()).isEqualTo(2);
    assertThat(seen).containsExactly("0:a", "64:c");
    assertThat(lane.nextRecord(32, 96)).isEqualTo(64);
    lane.release(64, 96);
    assertThat(lane.head()).isZero();
    lane.release(0, 32);
    assertThat(lane.head()).isEqualTo(96);
  }

  @Test
  void failedCopyHoldsUpNobody() {
    failToOffer("12345678", 24);
    offer("next");

    assertThat(scan()).isEqualTo(1);
    assertThat(seen).containsExactly("32:next");
    lane.release(32, 64);
    assertThat(lane.head()).isEqualTo(64);
  }

  @Test
  void failedCopyBehindPaddingHoldsUpNobody() {
    fillAndFree(7);
    failToOffer("123456789", 224); // not even the padding's stamp is written
    offer("next");

    assertThat(scan()).isEqualTo(1);
    assertThat(seen).last().isEqualTo("296:next");
  }

  @Test
  void severalFailedCopiesHoldUpNobody() {
    failToOffer("1", 24);
    failToOffer("2", 24);
    offer("next");
    failToOffer("3", 24);

    assertThat(scan()).isEqualTo(1);
    assertThat(lane.scannedPosition()).isEqualTo(lane.tail());
  }

  @Test
  void failedCopyWakesAndForbidsToPark() {
    offer("first");
    lane.wakeAt(64);
    failToOffer("second", 24);

    assertThat(parker.unparkCount).isEqualTo(1);
    assertThat(lane.wakeAt(64)).isZero();
  }

  @Test
  void laneWithAFailedCopyIsQuietOnceSealed() {
    failToOffer("first", 24);
    lane.seal();

    assertThat(lane.isQuiet()).isTrue();
  }

  @Test
  void recordOfAnEarlierLapIsNotSeenAgain() {
    fill();
    scan();
    lane.release(0, 256);

    assertThat(scan()).isZero(); // what stands at 256 is the record of position 0
    offer("new");
    assertThat(scan()).isEqualTo(1);
    assertThat(seen).last().isEqualTo("256:new");
  }

  @Test
  void textThatImitatesAHeaderIsNotSeen() {
    // The text of a long record of lap 0 lies where the headers of lap 1 will be.
    offer("a");
    ByteBuffer forged = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 24 <= 64; at += 8) {
      forged.putLong(at, 256 + 56 + at); // a stamp without the salt
      forged.putLong(at + 8, 5);
      forged.putLong(at + 16, 5);
    }
    lane.offer(forged.array(), 0, 64);
    scan();
    lane.release(0, lane.tail());
    int offered = 0;
    while (offer("b") != Lane.FULL) {
      offered++;
    }

    assertThat(scan()).isEqualTo(offered);
  }

  @Test
  void firstLapOnUsedMemorySeesNothingOfItsFormerUser() {
    fill();
    Lane next = lane(memory, SALT + 0x1_0000_0000L);

    assertThat(next.scan(this::note, 100)).isZero();
    next.offer(bytes("new"), 0, 3);
    next.scan(this::note, 100);
    assertThat(seen).containsExactly("0:new");
  }

  @Test
  void longestRecordIsAQuarterOfTheRing() {
    assertThat(lane.offer(new byte[64], 0, 64)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lane.offer(new byte[65], 0, 65))
        .withMessage("a record of 65 bytes is outside 1..64");
    assertThat(lane.tail()).isEqualTo(88);
  }

  @Test
  void longestRecordFitsAnEmptyRingWhereverItsTailIs() {
    for (int payload = 1; payload <= 64; payload++) {
      for (int i = 0; i < 40; i++) {
        assertThat(lane.offer(new byte[payload], 0, payload)).isNotNegative();
        assertThat(lane.offer(new byte[64], 0, 64)).isNotNegative();
        scan();
        lane.release(lane.head(), lane.scannedPosition());
      }
    }
  }

  @Test
  void emptyRecordIsRefusedBeforeTheClaim() {
    assertThatIllegalArgumentException().isThrownBy(() -> lane.offer(new byte[8], 0, 0));
    assertThat(lane.tail()).isZero();
  }

  @Test
  void walkOverARangeSkipsPadding() {
    fillAndFree(7);
    offer("123456789");
    offer("last");
    scan();
    long end = lane.scannedPosition();

    long first = lane.nextRecord(224, end);
    long second = lane.nextRecord(lane.positionAfter(first), end);

    assertThat(first).isEqualTo(256);
    assertThat(second).isEqualTo(296);
    assertThat(lane.nextRecord(lane.positionAfter(second), end)).isEqualTo(end);
  }

  @Test
  void payloadIsCopiedForReaders() {
    offer("hello");
    scan();
    byte[] target = new byte[8];

    assertThat(lane.copyPayload(0, target)).isEqualTo(5);
    assertThat(target).startsWith(bytes("hello")).endsWith(0, 0, 0);
    assertThat(lane.buffer().get(lane.payloadOffset(0))).isEqualTo((byte) 'h');
  }

  @Test
  void sealedLaneRefusesAndItsTailStays() {
    offer("before");
    lane.seal();

    assertThat(offer("behind")).isEqualTo(Lane.FULL);
    assertThat(lane.tail()).isEqualTo(32);
    assertThat(lane.usedBytes()).isEqualTo(32);
    assertThat(scan()).isEqualTo(1);
  }

  @Test
  void laneIsQuietOnceSealedAndCommitted() {
    offer("first");
    assertThat(lane.isQuiet()).isFalse();
    lane.seal();
    assertThat(lane.isQuiet()).isTrue();
  }

  @Test
  void laneWithAnOpenClaimIsNotQuiet() {
    offer("first");
    lane.seal();
    memory.putLong(16, 0);
    assertThat(lane.isQuiet()).isFalse();
    memory.putLong(16, -5);
    assertThat(lane.isQuiet()).isTrue();
  }

  @Test
  void nobodyIsWokenWhoDidNotAsk() {
    offer("a");

    assertThat(parker.unparkCount).isZero();
  }

  @Test
  void producerThatReachesThePositionWakesOnce() {
    assertThat(lane.wakeAt(64)).isEqualTo(Long.MAX_VALUE);
    offer("a");
    assertThat(parker.unparkCount).isZero();
    offer("b");
    assertThat(parker.unparkCount).isEqualTo(1);
    offer("c");
    assertThat(parker.unparkCount).isEqualTo(1);
  }

  @Test
  void wishOneByteFurtherTakesOneRecordMore() {
    lane.wakeAt(65);
    offer("a");
    offer("b");
    assertThat(parker.unparkCount).isZero();
    offer("c");
    assertThat(parker.unparkCount).isEqualTo(1);
  }

  @Test
  void withdrawnWishWakesNobody() {
    lane.wakeAt(1);
    assertThat(lane.wakeAt(Lane.WAKE_NEVER)).isEqualTo(Long.MAX_VALUE);
    offer("a");

    assertThat(parker.unparkCount).isZero();
  }

  @Test
  void wishThatIsFulfilledAlreadyForbidsToPark() {
    offer("a");
    assertThat(lane.wakeAt(32)).isZero();
    assertThat(lane.wakeAt(33)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void recordThatIsStillCopiedIsLookedForAgainSoonAndThenLessOften() {
    offer("a");
    offer("b");
    memory.putLong(16, 0); // the producer of "a" still copies; both have looked for a wish already

    assertThat(lane.wakeAt(64)).isEqualTo(20_000);
    assertThat(lane.wakeAt(64)).isEqualTo(40_000);
    for (int i = 0; i < 10; i++) {
      assertThat(lane.wakeAt(64)).isBetween(40_000L, 1_000_000L);
    }
    assertThat(lane.wakeAt(64)).isEqualTo(1_000_000);

    memory.putLong(16, 1);
    assertThat(lane.wakeAt(64)).isZero();
  }

  @Test
  void anotherRecordThatIsStillCopiedIsLookedForSoonAsWell() {
    offer("a");
    offer("b");
    memory.putLong(16, 0);
    lane.wakeAt(64);
    lane.wakeAt(64);
    memory.putLong(16, 1);
    memory.putLong(32 + 16, 0);

    assertThat(lane.wakeAt(64)).isEqualTo(20_000);
  }

  @Test
  void nobodyIsWokenWhileARecordIsLookedForAgainAnyway() {
    offer("a");
    memory.putLong(16, 0);
    lane.wakeAt(32);
    offer("b");

    assertThat(parker.unparkCount).isZero();
  }

  @Test
  void capacityIsAPowerOfTwo() {
    assertThatIllegalArgumentException().isThrownBy(() -> lane(memory(384), SALT));
    assertThatIllegalArgumentException().isThrownBy(() -> lane(memory(128), SALT));
  }

  // ------------------------------------------------------------------

  private Lane lane(ByteBuffer ring, long salt) {
    RingIdentity identity = new RingIdentity(LaneKind.NORMAL, 1, salt, 0);
    return new Lane(identity, memory(RingHeader.BYTES), ring, parker, new Room());
  }

  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill() {
    for (int i = 0; i < 8; i++) {
      offer("12345678");
    }
  }

  /** Leaves an empty ring whose tail is behind {@code records} records of 32 bytes. */
  private void fillAndFree(int records) {
    for (int i = 0; i < records; i++) {
      offer("12345678");
    }
    scan();
    lane.release(0, records * 32L);
  }

  private long offer(String text) {
    return lane.offer(bytes(text), 0, text.length());
  }

  /** Offers while all memory from this index on fails, as that of a mapped file can. */
  private void failToOffer(String text, int fromIndex) {
    memory.limit(fromIndex);
    assertThatException().isThrownBy(() -> offer(text));
    memory.limit(CAPACITY);
  }

  private int scan() {
    return lane.scan(this::note, 1000);
  }

  private void note(long position, ByteBuffer ring, int payloadOffset, int payloadLength) {
    byte[] payload = new byte[payloadLength];
    ring.get(payloadOffset, payload);
    seen.add(position + ":" + new String(payload, StandardCharsets.US_ASCII));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
