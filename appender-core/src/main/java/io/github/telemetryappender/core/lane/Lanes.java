package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.Parker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The three lanes of one pipeline, and their memory. An event goes to its own lane or, when that is
 * full, to a lower one, never to a higher: a flood of low severities cannot push out a high one.
 *
 * <p>The end comes in three steps: {@link #seal} refuses new records; the delivery thread scans
 * each lane until its scanned position is its tail, so that nothing accepted is left behind; {@link
 * #close} gives the memory back.
 */
@SuppressWarnings("EnumOrdinal") // the order of LaneKind is the order of falling back
public final class Lanes implements AutoCloseable {

  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private final LaneMemory memory;
  private final List<LaneMemory.Loan> loans = new ArrayList<>();
  private final Room room;
  private final long epoch;
  private final Lane[] lanes;

  /**
   * Takes the memory of three lanes.
   *
   * @param random gives the epoch and the salts; a source that nobody outside can predict
   * @param deliveryParker where the delivery thread rests
   * @throws SettingsException when the process has not that much direct memory
   */
  public Lanes(MemoryPlan plan, RandomGenerator random, Parker deliveryParker) {
    this(plan, random, deliveryParker, new LockedRounds());
  }

  /**
   * As {@link #Lanes(MemoryPlan, RandomGenerator, Parker)}.
   *
   * @param rounds where callers wait for room
   */
  public Lanes(MemoryPlan plan, RandomGenerator random, Parker deliveryParker, Rounds rounds) {
    this(LaneMemory.ofProcess(), plan.laneBytes(), random, deliveryParker, rounds);
  }

  Lanes(LaneMemory memory, int laneBytes, RandomGenerator random, Parker deliveryParker) {
    this(memory, laneBytes, random, deliveryParker, new LockedRounds());
  }

  private Lanes(
      LaneMemory memory,
      int laneBytes,
      RandomGenerator random,
      Parker deliveryParker,
      Rounds rounds) {
    this.memory = memory;
    this.room = new Room(rounds);
    this.epoch = random.nextLong();
    this.lanes = new Lane[LaneKind.values().length];
    try {
      for (LaneKind kind : LaneKind.values()) {
        lanes[kind.ordinal()] = lane(kind, laneBytes, random, deliveryParker);
      }
    } catch (OutOfMemoryError failed) {
      loans.forEach(memory::giveBack);
      throw new SettingsException(
          "memory.maxBytes needs three lanes of "
              + laneBytes
              + " bytes of direct memory, which this process does not have; lower memory.maxBytes,"
              + " or raise -XX:MaxDirectMemorySize",
          failed);
    }
  }

  private Lane lane(LaneKind kind, int laneBytes, RandomGenerator random, Parker deliveryParker) {
    LaneMemory.Loan loan = memory.borrow(laneBytes);
    loans.add(loan);
    RingIdentity identity =
        new RingIdentity(kind, epoch, salt(random.nextLong(), loan.number()), 0);
    // Not lent: a late producer may look at the header long after the lanes were closed.
    ByteBuffer header = memory.allocate(RingHeader.BYTES);
    return new Lane(identity, header, loan.memory(), deliveryParker, room);
  }

  /**
   * The salt of a ring. The number of the loan is mixed in, so that even a random source that
   * repeats itself never gives two users of the same memory the same salt. The mixing is the
   * finalizer of SplitMix64 (Steele, Lea, Flood, 2014), which maps no two inputs to one.
   */
  static long salt(long random, long loanNumber) {
    long z = random + loanNumber * GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits, new for each set of rings; the first part of their event ids. */
  public long epoch() {
    return epoch;
  }

  /**
   * The ASCII bytes before the position in an event id: {@code <epoch, 16 hex digits>-<letter>-}.
   */
  public byte[] eventIdPrefix(LaneKind kind) {
    return "%016x-%c-".formatted(epoch, kind.letter()).getBytes(StandardCharsets.US_ASCII);
  }

  /** One of the three. */
  public Lane lane(LaneKind kind) {
    return lanes[kind.ordinal()];
  }

  /**
   * Copies a record into its own lane or, when that is full, into a lower one. Never waits. Any
   * thread.
   *
   * @return false when none of them has room, or the lanes are sealed
   */
  public boolean offer(Severity severity, byte[] record, int offset, int length) {
    for (int i = LaneKind.of(severity).ordinal(); i < lanes.length; i++) {
      if (lanes[i].offer(record, offset, length) != Lane.FULL) {
        return true;
      }
    }
    return false;
  }

  /**
   * Repeats an {@link #offer} that found no room, at once and whenever room comes free. An
   * interrupt ends the waiting and stays set. Any thread but the delivery thread, which would wait
   * for itself.
   *
   * @param attempt offers the record, and tells whether it was accepted
   * @param timeoutNanos the longest wait; 0 or less does not wait
   * @return false when no room came in time, the caller was interrupted, or the lanes are sealed
   */
  public boolean tryWithin(BooleanSupplier attempt, long timeoutNanos, Clock clock) {
    return room.tryWithin(attempt, timeoutNanos, clock);
  }

  /** How many callers wait for room now. Any thread. */
  public int waitingCallers() {
    return room.waiting();
  }

  /**
   * Refuses every record from now on and sends waiting callers away. A record whose place was
   * claimed before is still accepted: the delivery thread finds it between its scanned position and
   * the tail. Any thread; idempotent.
   */
  public void seal() {
    for (Lane lane : lanes) {
      lane.seal();
    }
    room.close();
  }

  /** Whether every record is refused. */
  public boolean isSealed() {
    return lanes[lanes.length - 1].isSealed(); // the last to be sealed
  }

  /**
   * Seals, and gives the memory back for the next lanes. After the delivery thread has ended and
   * when nobody reads records any more; producers need not have left. The memory of a lane in which
   * some producer still copies is left to that producer, and to the garbage collector after it, so
   * that this neither waits nor gives one producer's target to another pipeline. Idempotent.
   */
  @Override
  public void close() {
    seal();
    for (int i = 0; i < loans.size(); i++) {
      if (lanes[i].isQuiet()) {
        memory.giveBack(loans.get(i));
      } else {
        memory.abandon(loans.get(i));
      }
    }
    loans.clear();
  }
}
