package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.time.Parker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lane of 256 bytes, the smallest there is, for one run of one case. Its memory is what earlier
 * runs left behind, as in production after a restart.
 */
final class StressRing implements RecordVisitor, Parker {

  static final int CAPACITY = 256;

  /** What {@link #scan} adds for each record that is not what was offered. */
  static final int TORN = 1000;

  /** Takes 32 bytes in the ring: eight of them fill it. */
  static final int SHORT = 8;

  /** Takes 40 bytes, one word more than a place that a short record left. */
  static final int LONGER = 9;

  /** The longest there is; takes 88 bytes. */
  static final int LONGEST = 64;

  private static final byte FRESH = 7;
  private static final byte STALE = 3;

  private static final int HEADER_BYTES = 1024;
  private static final int SLOT_BYTES = HEADER_BYTES + CAPACITY;
  private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(64 << 20);
  private static final int SLOTS = MEMORY.capacity() / SLOT_BYTES;
  private static final AtomicLong NEXT_SLOT = new AtomicLong();

  final Room room = new Room();
  final Lane lane;
  private final AtomicInteger unparkCount = new AtomicInteger();

  // The scanning actor, then the arbiter.
  private int score;

  /** A ring in which nothing has happened yet. */
  StressRing() {
    this(NEXT_SLOT.getAndIncrement(), 0);
  }

  private StressRing(long slot, long earlierUser) {
    int start = (int) (slot % SLOTS) * SLOT_BYTES;
    long salt = Lanes.salt(42, slot * 2 + earlierUser);
    this.lane =
        new Lane(
            new RingIdentity(LaneKind.NORMAL, slot, salt, 0),
            memory(start, HEADER_BYTES),
            memory(start + HEADER_BYTES, CAPACITY),
            this,
            room);
  }

  private static ByteBuffer memory(int start, int bytes) {
    return MEMORY.slice(start, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A new ring on memory that is full of another ring's committed records. */
  static StressRing onUsedMemory() {
    long slot = NEXT_SLOT.getAndIncrement();
    StressRing earlier = new StressRing(slot, 1);
    while (earlier.offer(SHORT, STALE) != Lane.FULL) {
      earlier.unparkCount.set(0);
    }
    return new StressRing(slot, 0);
  }

  /** Offers this many short records of other content, has them all scanned, and frees them. */
  StressRing afterShortRecords(int records) {
    afterFull(records);
    lane.release(0, lane.scannedPosition());
    return this;
  }

  /** Offers this many short records of other content, and has them all scanned and held. */
  StressRing afterFull(int records) {
    for (int i = 0; i < records; i++) {
      offer(SHORT, STALE);
    }
    lane.scan((position, ring, payloadOffset, payloadLength) -> {}, records);
    return this;
  }

  /** Offers and frees records that leave one word before the end of the memory. */
  StressRing afterShortGap() {
    offer(LONGEST, STALE); // to 88
    offer(LONGEST, STALE); // to 176
    offer(48, STALE); // to 248
    freeAll();
    return this;
  }

  /** Offers and frees a record whose text is a header for each place, were there no salt. */
  StressRing afterForgedText() {
    ByteBuffer forged = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    // Payload of position 0 from 24 on: the place of position 288 is 8 bytes into it.
    forged.putLong(8, CAPACITY + 32).putLong(16, SHORT).putLong(24, SHORT);
    lane.offer(forged.array(), 0, LONGEST);
    offer(LONGEST, STALE); // to 176
    offer(56, STALE); // to 256
    freeAll();
    offer(SHORT, STALE); // to 288
    freeAll();
    return this;
  }

  private void freeAll() {
    lane.scan((position, ring, payloadOffset, payloadLength) -> {}, 100);
    lane.release(lane.head(), lane.scannedPosition());
  }

  int offer(int length) {
    return (int) offer(length, FRESH);
  }

  private long offer(int length, byte content) {
    return lane.offer(payload(length, content), 0, length);
  }

  static byte[] payload(int length) {
    return payload(length, FRESH);
  }

  private static byte[] payload(int length, byte content) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, content);
    return payload;
  }

  /** How many new records there are, {@link #TORN} added for each that is not as offered. */
  int scan() {
    score = 0;
    lane.scan(this, 100);
    return score;
  }

  @Override
  public void record(long position, ByteBuffer ring, int payloadOffset, int payloadLength) {
    score++;
    for (int i = 0; i < payloadLength; i++) {
      if (ring.get(payloadOffset + i) != FRESH) {
        score += TORN;
        return;
      }
    }
  }

  /** 0 for no rest, 1 for one until it is ended, 2 for a short one. */
  static int rest(long nanos) {
    return nanos == 0 ? 0 : nanos == Long.MAX_VALUE ? 1 : 2;
  }

  @Override
  public void park(long nanos) {}

  @Override
  public void unpark() {
    unparkCount.incrementAndGet();
  }

  int unparkCount() {
    return unparkCount.get();
  }
}
