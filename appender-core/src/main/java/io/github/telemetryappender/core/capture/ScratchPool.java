package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The scratches. A few threads have one each, a {@linkplain ScratchSeats seat}; all others use
 * those of a {@linkplain ScratchGroup group}, and where these are taken, one that is made for this
 * event alone. So there are as many as captures at one time, not as many as threads: a million
 * virtual threads share them. No thread-local, no lock. Any thread.
 *
 * <p>A capture may log (a {@code toString} does) and so be nested in another of its own thread. The
 * thread finds its outer capture by its name, where it looks for a scratch anyway: on its seat or
 * in its group.
 *
 * <p>Where a thread's stack ends in the midst of a capture, the scratch may not be given back. Its
 * thread therefore believes in an outer capture only when it sees one on its stack.
 */
final class ScratchPool {

  /** A capture and one nested in it. */
  static final int MAX_DEPTH = 2;

  private final MemoryPool memory;
  private final CaptureConfig config;
  private final Set<Field> wanted;
  private final ScratchSeats seats;
  private final ScratchGroup[] groups;
  private final Clock clock;
  private final WallTime wallTime;
  private final CallStack callStack;
  private final KnownAscii knownAscii = new KnownAscii();

  /** Captures under way by each thread in scratches made for one event. */
  private final Map<Thread, Integer> beside = new ConcurrentHashMap<>();

  /**
   * @param seatCount how many seats there should be, if a quarter of the memory has room for them
   * @param groupCount how many groups there should be, if as much has room for the first of each
   */
  ScratchPool(
      MemoryPool memory,
      CaptureConfig config,
      Set<Field> wanted,
      Clock clock,
      int seatCount,
      int groupCount,
      CallStack callStack) {
    this.memory = memory;
    this.clock = clock;
    this.wallTime = new WallTime(clock);
    this.callStack = callStack;
    this.config = config;
    this.wanted = wanted;
    this.seats = new ScratchSeats(affordable(seatCount, memory));
    this.groups = newGroups(affordable(groupCount, memory));
  }

  /** A power of two, at least one. What they leave is for buffers that grow. */
  private static int affordable(int count, MemoryPool memory) {
    long resting = memory.maxBytes() / 4 / RecordBuffer.RESTING_BYTES;
    return (int) Long.highestOneBit(Math.max(1, Math.min(count, resting)));
  }

  private static ScratchGroup[] newGroups(int count) {
    ScratchGroup[] groups = new ScratchGroup[count];
    for (int i = 0; i < count; i++) {
      groups[i] = new ScratchGroup();
    }
    return groups;
  }

  /**
   * A scratch with a writer, for the calling thread; to be given back with {@link #release}. Null
   * where there is no memory for one, or the thread is {@link #isTooDeep() too deep}.
   */
  @Nullable Scratch acquire() {
    Thread thread = Thread.currentThread();
    ScratchGroup group = groupOf(thread);
    boolean isTenant = seats.isTenant(thread);
    Scratch usual = isTenant ? seats.tryTake(thread) : firstOf(group, thread);
    if (usual == null) {
      return isTooDeep() ? null : withWriter(any(thread, group));
    }
    return isTenant ? usual : withWriter(usual.isNextToMove() ? seatOr(usual, thread) : usual);
  }

  private static @Nullable Scratch firstOf(ScratchGroup group, Thread thread) {
    return group.hasBeside() ? null : group.tryTakeFirst(thread);
  }

  /** A seat, which has a writer then, instead of the one scratch that the thread has; or that. */
  private Scratch seatOr(Scratch first, Thread thread) {
    Scratch seat = seats.tryTakeFree(thread);
    if (seat == null || withWriter(seat) == null) {
      return first;
    }
    seats.moveIn(thread);
    first.giveBack();
    return seat;
  }

  private Scratch any(Thread thread, ScratchGroup group) {
    Scratch scratch = group.tryTakeAny(thread);
    return scratch == null ? newBeside(thread, group) : scratch;
  }

  private Scratch newBeside(Thread thread, ScratchGroup group) {
    Scratch scratch = Scratch.forOnce();
    group.addBeside(1);
    beside.merge(thread, 1, Integer::sum);
    return scratch;
  }

  /** Whether the calling thread is capturing as deep as is allowed. */
  boolean isTooDeep() {
    Thread thread = Thread.currentThread();
    ScratchGroup group = groupOf(thread);
    int held = beside.getOrDefault(thread, 0) + group.heldBy(thread) + seats.heldBy(thread);
    if (held == 0) {
      return false;
    }
    long outerCaptures = callStack.captures() - 1; // this one is there as well
    if (outerCaptures <= 0) {
      takeBackFrom(thread, group);
    }
    return Math.min(held, outerCaptures) >= MAX_DEPTH;
  }

  private void takeBackFrom(Thread thread, ScratchGroup group) {
    Integer left = beside.remove(thread);
    group.addBeside(left == null ? 0 : -left);
    group.giveAllBack(thread);
    seats.giveBack(thread);
  }

  private ScratchGroup groupOf(Thread thread) {
    return groups[(int) thread.getId() & (groups.length - 1)];
  }

  private @Nullable Scratch withWriter(Scratch scratch) {
    if (scratch.writer() == null) {
      RecordWriter writer = newWriter(scratch);
      if (writer == null) {
        disown(scratch);
        return null;
      }
      scratch.writer(writer);
    }
    return scratch;
  }

  /** Null where the memory is spoken for. Where the heap has none, nothing stays behind. */
  private @Nullable RecordWriter newWriter(Scratch scratch) {
    RecordBuffer buffer = null;
    try {
      buffer = RecordBuffer.reserve(memory, config.maxEventBytes(), knownAscii);
      return buffer == null
          ? null
          : new RecordWriter(buffer, config, wanted, new AcceptanceTime(clock), wallTime);
    } catch (OutOfMemoryError e) {
      if (buffer != null) {
        buffer.release();
      }
      disown(scratch);
      throw e;
    }
  }

  /** Takes back what {@link #acquire} gave to the calling thread. */
  void release(Scratch scratch) {
    try {
      giveMemoryBack(scratch);
    } finally {
      disown(scratch);
    }
  }

  private static void giveMemoryBack(Scratch scratch) {
    RecordWriter writer = scratch.writer();
    if (writer != null) {
      if (scratch.isForOnce()) {
        writer.buffer().release();
      } else {
        writer.rest();
      }
    }
  }

  private void disown(Scratch scratch) {
    if (!scratch.isForOnce()) {
      scratch.giveBack();
      return;
    }
    Thread thread = Thread.currentThread();
    groupOf(thread).addBeside(-1);
    beside.computeIfPresent(thread, (owner, count) -> count > 1 ? count - 1 : null);
  }
}
