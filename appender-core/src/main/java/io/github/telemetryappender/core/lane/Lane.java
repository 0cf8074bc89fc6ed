package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.time.Parker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The ring of one lane: many producers, one consumer, the delivery thread. A position is the number
 * of bytes claimed before it since the ring began; it never wraps, its place in memory does.
 *
 * <p>A record is 8-byte aligned and never crosses the end of the memory:
 *
 * <pre>
 *    0  stamp         position XOR salt: the header belongs to this place, lap and ring
 *    8  length:int    bytes of the payload
 *   12  checksum:int  0 in memory that dies with the process
 *   16  commit        0 open, length committed, -length consumed or void
 *   24  payload
 * </pre>
 *
 * A gap at the end of the memory that the next record does not fit into is padding: one word, the
 * inverted stamp of its position, and both sides go on at the start of the memory.
 *
 * <p><b>Producer</b>: claims padding and record in one step by compare-and-set on the tail, writes
 * length and {@code commit = 0}, releases the stamp, copies, and releases the commit. Nothing in it
 * waits for the copy to reach memory: the one exchange that orders it among threads, the claim,
 * comes before the copy. <b>Consumer</b>: acquires the stamp, and reads the commit word only when
 * the stamp is the one of this very position. What an earlier lap left, what an earlier user of the
 * memory left and text that imitates a header all fail on the stamp, so no memory is ever cleared.
 */
public final class Lane {

  /** What {@link #offer} returns when there is no room, or the lane is sealed. */
  public static final long FULL = -1;

  /** For {@link #wakeAt}: no wake-up wanted. */
  public static final long WAKE_NEVER = Long.MAX_VALUE;

  static final int RECORD_HEADER_BYTES = 24;
  static final int MIN_CAPACITY = 256;

  private static final int LENGTH_AT = 8;
  private static final int COMMIT_AT = 16;
  private static final long OPEN = 0;
  private static final long MIN_GAP_REST_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long MAX_GAP_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long[] NONE = {};

  private final LaneKind kind;
  private final long salt;
  private final int capacity;
  private final RingHeader header;
  private final ByteBuffer ring;
  private final ByteBuffer readers;
  private final Parker deliveryParker;
  private final Room room;

  // Start and length of each claim whose producer failed; read without the lock, written under it.
  private final Object brokenLock = new Object();
  private volatile long[] broken = NONE;

  // Delivery thread.
  private long scannedPosition;
  private long gapPosition = -1;
  private long gapRestNanos;

  /**
   * Builds an empty ring.
   *
   * @param headerMemory {@link RingHeader#BYTES} bytes that no other lane ever gets
   * @param ring the records' memory, a power of two; whatever stands in it is ignored
   */
  Lane(
      RingIdentity identity,
      ByteBuffer headerMemory,
      ByteBuffer ring,
      Parker deliveryParker,
      Room room) {
    this.kind = identity.kind();
    this.salt = identity.salt();
    this.capacity = checkCapacity(ring.capacity());
    this.header = RingHeader.create(headerMemory, identity, capacity);
    this.ring = ring;
    this.readers = ring.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.deliveryParker = deliveryParker;
    this.room = room;
  }

  private static int checkCapacity(int capacity) {
    if (capacity < MIN_CAPACITY || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException(
          "a lane of " + capacity + " bytes is not a power of two from " + MIN_CAPACITY);
    }
    return capacity;
  }

  /** Which of the three this is. */
  public LaneKind kind() {
    return kind;
  }

  /** Bytes of the ring. */
  public int capacity() {
    return capacity;
  }

  /** The longest payload in bytes: a quarter of the ring, so that it fits wherever the tail is. */
  public int maxPayloadBytes() {
    return capacity / 4;
  }

  // ------------------------------------------------------------------ producers, any thread

  /**
   * Copies one record into the ring. Never waits. Any thread. An error (the end of the caller's
   * stack, memory of a mapped file that fails) means that the record was not accepted; the place it
   * had claimed becomes void.
   *
   * @return the record's position, or {@link #FULL} when there is no room for it or the lane is
   *     sealed
   * @throws IllegalArgumentException for an empty record or one above {@link #maxPayloadBytes}; the
   *     settings keep both away
   */
  public long offer(byte[] source, int offset, int length) {
    checkRecord(source, offset, length);
    long start = claim(recordBytes(length));
    if (start == FULL) {
      return FULL;
    }
    long position;
    try {
      position = publish(start, source, offset, length);
    } catch (Throwable failed) {
      // Only bytecodes until this is noted: where the stack ends nothing more can be called.
      synchronized (brokenLock) {
        long[] known = broken;
        long[] longer = new long[known.length + 2];
        for (int i = 0; i < known.length; i++) {
          longer[i] = known[i];
        }
        longer[known.length] = start;
        longer[known.length + 1] = length;
        broken = longer;
      }
      wakeDelivery(recordAt(start, length) + recordBytes(length));
      throw failed;
    }
    try {
      wakeDelivery(position + recordBytes(length));
    } catch (StackOverflowError endOfTheStack) {
      // Accepted all the same. Whoever commits next wakes, or the delivery thread's safety park.
    }
    return position;
  }

  private void checkRecord(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length == 0 || length > maxPayloadBytes()) {
      throw new IllegalArgumentException(
          "a record of " + length + " bytes is outside 1.." + maxPayloadBytes());
    }
  }

  /** Takes padding, if needed, and record in one step; returns where they start. */
  long claim(int recordBytes) {
    long tail = header.tailOrSealed();
    while (tail >= 0) {
      long end = tail + paddingBefore(tail, recordBytes) + recordBytes;
      if (end - header.head() > capacity) {
        return FULL;
      }
      long found = header.exchangeTail(tail, end);
      if (found == tail) {
        return tail;
      }
      tail = found;
    }
    return FULL;
  }

  private int paddingBefore(long tail, int recordBytes) {
    int bytesToEnd = capacity - index(tail);
    return bytesToEnd < recordBytes ? bytesToEnd : 0;
  }

  /** Where the record of a claim stands. */
  private long recordAt(long claimStart, int length) {
    return claimStart + paddingBefore(claimStart, recordBytes(length));
  }

  /** Fills a claimed place and commits it; returns the record's position. */
  long publish(long claimStart, byte[] source, int offset, int length) {
    long position = begin(claimStart, length, OPEN);
    int index = index(position);
    ring.put(index + RECORD_HEADER_BYTES, source, offset, length);
    Words.setRelease(ring, index + COMMIT_AT, length);
    return position;
  }

  /** Writes the padding and the header of a claim; returns the record's position. */
  private long begin(long claimStart, int length, long commit) {
    long position = recordAt(claimStart, length);
    if (position > claimStart) {
      Words.setRelease(ring, index(claimStart), paddingStamp(claimStart));
    }
    int index = index(position);
    Words.setOpaque(ring, index + LENGTH_AT, lengthAndChecksum(length, 0));
    Words.setOpaque(ring, index + COMMIT_AT, commit);
    Words.setRelease(ring, index, stamp(position));
    return position;
  }

  /**
   * Wakes the delivery thread if it asked for it. The claim, a volatile exchange of the tail, came
   * before this look, and the delivery thread looks at the tail after its volatile wish: one of the
   * two sees the other.
   */
  void wakeDelivery(long end) {
    long wakeAt = header.wakeAt();
    if (end >= wakeAt && header.takeWakeAt(wakeAt)) {
      deliveryParker.unpark();
    }
  }

  // ------------------------------------------------------------------ the delivery thread

  /**
   * Shows {@code visitor} the next committed records in order, up to {@code maxRecords} or up to
   * the first that is not committed yet. Delivery thread.
   *
   * @return how many it showed
   */
  public int scan(RecordVisitor visitor, int maxRecords) {
    int shown = 0;
    boolean voidSeen = false;
    while (shown < maxRecords) {
      long position = afterPadding(scannedPosition);
      long commit = commitAt(position);
      if (commit == OPEN && completeBroken()) {
        continue;
      }
      if (commit == OPEN) {
        break;
      }
      scannedPosition = positionAfter(position);
      if (commit > 0) {
        visitor.record(position, readers, payloadOffset(position), payloadLength(position));
        shown++;
      } else {
        voidSeen = true;
      }
    }
    if (voidSeen) {
      long head = header.head();
      advanceHead(head, head); // nobody will ever release what nobody was shown
    }
    return shown;
  }

  /**
   * Makes claims void whose producers failed before they could commit: that is when their stack
   * ended, or when the memory of a mapped file failed under them.
   *
   * @return whether there were any
   */
  private boolean completeBroken() {
    if (broken.length == 0) {
      return false;
    }
    long[] claims;
    synchronized (brokenLock) {
      claims = broken;
      broken = NONE;
    }
    for (int i = 0; i < claims.length; i += 2) {
      int length = (int) claims[i + 1];
      long position = recordAt(claims[i], length);
      // Unless it failed only after the commit: then the record is like any other.
      if (position >= scannedPosition && commitAt(position) == OPEN) {
        begin(claims[i], length, -length);
      }
    }
    return true;
  }

  /** All before it is committed and was shown by {@link #scan}. Delivery thread. */
  public long scannedPosition() {
    return scannedPosition;
  }

  /**
   * Takes back the records of {@code [from, to)}, which were scanned and are not all free: marks
   * each consumed and moves the head over the prefix that is. Ranges may come in any order; a range
   * that was released already, but waits for an older one, changes nothing. Nobody may read the
   * range afterwards. Delivery thread.
   */
  public void release(long from, long to) {
    long head = header.head();
    if (from > to || to <= head || to > scannedPosition) {
      throw new IllegalArgumentException(
          "range [%d, %d) is not in what was scanned and is not free, [%d, %d)"
              .formatted(from, to, head, scannedPosition));
    }
    markConsumed(from, to);
    advanceHead(head, from <= head ? to : head);
  }

  private void markConsumed(long from, long to) {
    long position = nextRecord(from, to);
    while (position < to) {
      int length = payloadLength(position);
      Words.setOpaque(ring, index(position) + COMMIT_AT, -length);
      position = nextRecord(position + recordBytes(length), to);
    }
  }

  /**
   * Moves the head from {@code head} over what is known to be consumed and what is found to be: the
   * marks in the ring are the only memory of what was released out of order.
   */
  private void advanceHead(long head, long consumedUpTo) {
    long free = consumedUpTo;
    while (free < scannedPosition) {
      long position = afterPadding(free);
      if (commitAt(position) > 0) {
        break;
      }
      free = positionAfter(position);
    }
    if (free > head) {
      header.head(free);
      room.freed();
    }
  }

  /**
   * Asks to be woken once everything before {@code position} is committed, or withdraws the wish
   * with {@link #WAKE_NEVER}. For "any event" the position is one behind {@link #scannedPosition}.
   * The wish holds until it is fulfilled or replaced; a wake-up may come early, never too late.
   * Delivery thread, right before it parks.
   *
   * @return how many nanoseconds it may park unless it is woken: 0 when everything before {@code
   *     position} is committed already; a short while when a record of it is being copied just now,
   *     by a producer that looked for a wish before there was one; else {@link Long#MAX_VALUE}
   */
  public long wakeAt(long position) {
    header.wakeAt(position);
    // Who claims that far after this look sees the wish.
    if (position == WAKE_NEVER || header.tail() < position) {
      return Long.MAX_VALUE;
    }
    header.wakeAt(WAKE_NEVER);
    long gap = committedFrom(scannedPosition, position);
    return gap >= position || completeBroken() ? 0 : restAtGap(gap);
  }

  /** Twice as long each time that it is the same gap: its producer may not be running. */
  private long restAtGap(long gap) {
    gapRestNanos =
        gap == gapPosition ? Math.min(2 * gapRestNanos, MAX_GAP_REST_NANOS) : MIN_GAP_REST_NANOS;
    gapPosition = gap;
    return gapRestNanos;
  }

  /**
   * The end of the unbroken run of committed records from {@code from}, looked for to {@code to}.
   */
  private long committedFrom(long from, long to) {
    long position = from;
    while (position < to) {
      long record = afterPadding(position);
      if (commitAt(record) == OPEN) {
        return position;
      }
      position = positionAfter(record);
    }
    return position;
  }

  /**
   * Whether a wish of {@link #wakeAt} is still open though the scan has passed it: its producer did
   * not announce it. Delivery thread.
   */
  public boolean hasMissedWakeUp() {
    long wish = header.wakeAt();
    return wish != WAKE_NEVER && scannedPosition >= wish;
  }

  // ------------------------------------------------------------------ sealing

  /** Refuses every claim from now on. Claims under way still commit. Any thread. */
  void seal() {
    header.seal();
  }

  boolean isSealed() {
    return header.isSealed();
  }

  /**
   * Whether no producer will touch the records' memory again: the ring is sealed and everything
   * claimed is committed. On the delivery thread, or after it has ended.
   */
  boolean isQuiet() {
    completeBroken();
    return header.isSealed() && committedFrom(scannedPosition, header.tail()) >= header.tail();
  }

  // ------------------------------------------------------------------ any thread

  /** All before it is released. */
  public long head() {
    return header.head();
  }

  /** All before it is claimed; once sealed, it moves no more. */
  public long tail() {
    return header.tail();
  }

  /** Bytes between head and tail, with headers and padding: never negative, never over capacity. */
  public long usedBytes() {
    long head = header.head();
    // The head may move between the two looks; the true number is never above the capacity.
    return Math.min(header.tail() - head, capacity);
  }

  // ------------------------------------------------------------------ readers of scanned records

  /**
   * The first record at or behind {@code position} that is not consumed, or {@code end} when there
   * is none before it. Both positions are ends of records in a range that was scanned. On the
   * delivery thread the range may begin in what is free already; any other thread begins at a
   * record that is not released.
   */
  public long nextRecord(long position, long end) {
    long next = Math.max(position, header.head());
    while (next < end) {
      long record = afterPadding(next);
      if (record >= end || commitAt(record) > 0) {
        return record;
      }
      next = positionAfter(record);
    }
    return end;
  }

  /** The position right behind the record at {@code recordPosition}. */
  public long positionAfter(long recordPosition) {
    return recordPosition + recordBytes(payloadLength(recordPosition));
  }

  /** Bytes of the payload of the record at {@code recordPosition}. */
  public int payloadLength(long recordPosition) {
    return Words.getInt(readers, index(recordPosition) + LENGTH_AT);
  }

  /** Where in {@link #buffer} the payload of the record at {@code recordPosition} begins. */
  public int payloadOffset(long recordPosition) {
    return index(recordPosition) + RECORD_HEADER_BYTES;
  }

  /**
   * Copies the payload of the record at {@code recordPosition} to the start of {@code target}. Any
   * thread, while the range is not released.
   *
   * @return its length in bytes
   * @throws IndexOutOfBoundsException when {@code target} is shorter
   */
  public int copyPayload(long recordPosition, byte[] target) {
    int length = payloadLength(recordPosition);
    readers.get(payloadOffset(recordPosition), target, 0, length);
    return length;
  }

  /**
   * The ring's memory, little-endian and read-only. Shared by all readers: absolute reads only, and
   * only of records that were scanned and are not released.
   */
  public ByteBuffer buffer() {
    return readers;
  }

  // ------------------------------------------------------------------ layout

  /** Bytes that a record with this payload takes in the ring. */
  static int recordBytes(int payloadLength) {
    return (RECORD_HEADER_BYTES + payloadLength + Words.LONG_BYTES - 1) & -Words.LONG_BYTES;
  }

  private static long lengthAndChecksum(int length, int checksum) {
    return (long) checksum << Integer.SIZE | length;
  }

  private int index(long position) {
    return (int) position & (capacity - 1);
  }

  private long stamp(long position) {
    return position ^ salt;
  }

  /** No position is negative, so no record's stamp is ever some padding's. */
  private long paddingStamp(long position) {
    return ~stamp(position);
  }

  /** The start of the next lap when {@code position} is the start of padding, else the same. */
  private long afterPadding(long position) {
    int index = index(position);
    return Words.getAcquire(ring, index) == paddingStamp(position)
        ? position + capacity - index
        : position;
  }

  /** The commit word of the record at {@code position}, {@code OPEN} as long as there is none. */
  private long commitAt(long position) {
    int index = index(position);
    return Words.getAcquire(ring, index) == stamp(position)
        ? Words.getAcquire(ring, index + COMMIT_AT)
        : OPEN;
  }
}
