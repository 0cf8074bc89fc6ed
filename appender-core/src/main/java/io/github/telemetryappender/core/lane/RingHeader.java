package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.memory.MemoryPlan;
import java.nio.ByteBuffer;

/**
 * What stands in front of a ring's records: who the ring is, and the words its threads meet at.
 *
 * <pre>
 *    0  magic        written last: without it the rest means nothing
 *    8  version:int, lane:int (its letter)
 *   16  epoch
 *   24  salt
 *   32  capacity     bytes of records
 *   40  created      wall clock, milliseconds; 0 in memory that dies with the process
 *  256  tail         all before it is claimed; its sign bit: sealed, nothing is claimed any more
 *  512  head         all before it is released
 *  768  wakeAt       the delivery thread wants to know when commits get here
 * </pre>
 *
 * The last three are 256 bytes apart, so that each is alone in 128 bytes whatever the alignment of
 * the memory. The header belongs to one lane for ever, unlike the memory of the records: a producer
 * that comes late to a closed lane finds it sealed here, and can never claim in memory that another
 * lane has got meanwhile.
 */
final class RingHeader {

  static final long MAGIC = 0x474e4952_454c4554L; // "TELERING"
  static final int VERSION = 1;
  static final int BYTES = MemoryPlan.RING_HEADER_BYTES;

  private static final int MAGIC_AT = 0;
  private static final int VERSION_AT = 8;
  private static final int LANE_AT = 12;
  private static final int EPOCH_AT = 16;
  private static final int SALT_AT = 24;
  private static final int CAPACITY_AT = 32;
  private static final int CREATED_AT = 40;
  private static final int TAIL_AT = 256;
  private static final int HEAD_AT = 512;
  private static final int WAKE_AT = 768;

  private static final long SEALED = Long.MIN_VALUE;

  private final ByteBuffer memory;

  private RingHeader(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Writes the header of a new, empty ring into {@code memory}. */
  static RingHeader create(ByteBuffer memory, RingIdentity identity, int capacity) {
    Words.setOpaque(memory, MAGIC_AT, 0);
    memory.putInt(VERSION_AT, VERSION).putInt(LANE_AT, identity.kind().letter());
    Words.setOpaque(memory, EPOCH_AT, identity.epoch());
    Words.setOpaque(memory, SALT_AT, identity.salt());
    Words.setOpaque(memory, CAPACITY_AT, capacity);
    Words.setOpaque(memory, CREATED_AT, identity.createdEpochMillis());
    Words.setOpaque(memory, TAIL_AT, 0);
    Words.setOpaque(memory, HEAD_AT, 0);
    Words.setOpaque(memory, WAKE_AT, Lane.WAKE_NEVER);
    Words.setVolatile(memory, MAGIC_AT, MAGIC);
    return new RingHeader(memory);
  }

  /** The tail, negative once the ring is sealed. */
  long tailOrSealed() {
    return Words.getVolatile(memory, TAIL_AT);
  }

  /** All before it is claimed. */
  long tail() {
    return tailOrSealed() & ~SEALED;
  }

  /** Moves the tail if it still is {@code expected}; returns what it was. */
  long exchangeTail(long expected, long next) {
    return Words.compareAndExchange(memory, TAIL_AT, expected, next);
  }

  /** Ends all claiming. Whoever claimed before this still commits. */
  void seal() {
    long tail = tailOrSealed();
    while (tail >= 0) {
      tail = exchangeTail(tail, tail | SEALED);
    }
  }

  boolean isSealed() {
    return tailOrSealed() < 0;
  }

  long head() {
    return Words.getVolatile(memory, HEAD_AT);
  }

  /**
   * Gives everything before {@code head} back to the producers. Volatile, not only released: the
   * thread that frees room reads afterwards whether somebody waits for room.
   */
  void head(long head) {
    Words.setVolatile(memory, HEAD_AT, head);
  }

  long wakeAt() {
    return Words.getVolatile(memory, WAKE_AT);
  }

  void wakeAt(long position) {
    Words.setVolatile(memory, WAKE_AT, position);
  }

  /** Takes the wish for a wake-up; false when another took it, or it changed meanwhile. */
  boolean takeWakeAt(long seen) {
    return Words.compareAndExchange(memory, WAKE_AT, seen, Lane.WAKE_NEVER) == seen;
  }
}
