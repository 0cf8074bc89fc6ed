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
 * The scratches, in a small table. A thread's id names its home in it; where that is taken, one of
 * the next few serves; where those are taken too, a scratch is made for this event alone. So there
 * are as many as captures at one time, not as many as threads: a million virtual threads share the
 * table. No thread-local, no lock. Any thread.
 *
 * <p>A capture may log (a {@code toString} does) and so be nested in another of its own thread. The
 * thread finds its outer capture by its name on the scratches of its window. It looks there only
 * where its home is taken, or where its home knows of captures that were displaced from it.
 *
 * <p>Where a thread's stack ends in the midst of a capture, the scratch may not be given back. Its
 * thread therefore believes in an outer capture only when it sees one on its stack.
 */
final class ScratchPool {

  /** A capture and one nested in it. */
  static final int MAX_DEPTH = 2;

  private static final int WINDOW = 8;

  /** 2^64 divided by the golden ratio: spreads ids that follow one another. */
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private final MemoryPool memory;
  private final CaptureConfig config;
  private final Set<Field> wanted;
  private final Scratch[] table;
  private final int idShift;
  private final Clock clock;
  private final WallTime wallTime;
  private final CallStack callStack;

  /** Captures under way by each thread that found no place in its window. */
  private final Map<Thread, Integer> overflowed = new ConcurrentHashMap<>();

  /**
   * @param size how many scratches there should be, if the memory has room for them
   */
  ScratchPool(
      MemoryPool memory,
      CaptureConfig config,
      Set<Field> wanted,
      Clock clock,
      int size,
      CallStack callStack) {
    this.memory = memory;
    this.clock = clock;
    this.wallTime = new WallTime(clock);
    this.callStack = callStack;
    this.config = config;
    this.wanted = wanted;
    this.table = newTable(tableSize(size, memory.maxBytes()));
    this.idShift = Long.SIZE - Integer.numberOfTrailingZeros(table.length);
  }

  /** At rest the table takes at most half of the memory. */
  private static int tableSize(int size, long maxBytes) {
    int rounded = Integer.highestOneBit(2 * size - 1);
    long affordable = Math.max(WINDOW, maxBytes / 2 / RecordBuffer.RESTING_BYTES);
    return (int) Math.min(Math.max(WINDOW, rounded), Long.highestOneBit(affordable));
  }

  private static Scratch[] newTable(int size) {
    Scratch[] table = new Scratch[size];
    for (int i = 0; i < size; i++) {
      table[i] = new Scratch();
    }
    return table;
  }

  /**
   * A scratch with a writer, for the calling thread; to be given back with {@link #release}. Null
   * where there is no memory for one, or the thread is {@link #isTooDeep() too deep}.
   */
  @Nullable Scratch acquire() {
    Thread thread = Thread.currentThread();
    Scratch home = table[homeOf(thread)];
    if (!home.mayHaveDisplaced() && home.tryOwn(thread)) {
      return withWriter(home);
    }
    return isTooDeep() ? null : acquireAround(thread, home);
  }

  /** Whether the calling thread is capturing as deep as is allowed. */
  boolean isTooDeep() {
    Thread thread = Thread.currentThread();
    int held = heldBy(thread);
    if (held == 0) {
      return false;
    }
    long outerCaptures = callStack.captures() - 1; // this one is there as well
    if (outerCaptures <= 0) {
      takeBackFrom(thread);
    }
    return Math.min(held, outerCaptures) >= MAX_DEPTH;
  }

  private int heldBy(Thread thread) {
    int held = overflowed.getOrDefault(thread, 0);
    int home = homeOf(thread);
    for (int i = 0; i < WINDOW; i++) {
      held += inWindow(home, i).isOwnedBy(thread) ? 1 : 0;
    }
    return held;
  }

  private void takeBackFrom(Thread thread) {
    overflowed.remove(thread);
    int home = homeOf(thread);
    for (int i = 0; i < WINDOW; i++) {
      Scratch scratch = inWindow(home, i);
      if (scratch.isOwnedBy(thread)) {
        scratch.disown();
      }
    }
  }

  private int homeOf(Thread thread) {
    return (int) ((thread.getId() * SPREAD) >>> idShift);
  }

  private Scratch inWindow(int home, int step) {
    return table[(home + step) & (table.length - 1)];
  }

  private @Nullable Scratch acquireAround(Thread thread, Scratch home) {
    int homeIndex = homeOf(thread);
    for (int i = 0; i < WINDOW; i++) {
      Scratch scratch = inWindow(homeIndex, i);
      if (scratch.tryOwn(thread)) {
        return displaced(scratch, home);
      }
    }
    for (int i = 0; i < WINDOW; i++) {
      Scratch scratch = inWindow(homeIndex, i);
      if (scratch.tryInherit(thread)) {
        return displaced(scratch, home);
      }
    }
    return overflow(thread, home);
  }

  private @Nullable Scratch displaced(Scratch scratch, Scratch home) {
    if (scratch != home) {
      scratch.displacedFrom(home);
    }
    return withWriter(scratch);
  }

  private @Nullable Scratch overflow(Thread thread, Scratch home) {
    Scratch scratch = new Scratch();
    scratch.tryOwn(thread);
    scratch.displacedFrom(home);
    scratch.markOverflow();
    overflowed.merge(thread, 1, Integer::sum);
    return withWriter(scratch);
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
      buffer = RecordBuffer.reserve(memory, config.maxEventBytes());
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
      if (scratch.isOverflow()) {
        writer.buffer().release();
      } else {
        writer.rest();
      }
    }
  }

  private void disown(Scratch scratch) {
    if (scratch.isOverflow()) {
      overflowed.computeIfPresent(
          Thread.currentThread(), (thread, count) -> count > 1 ? count - 1 : null);
    }
    scratch.disown();
  }
}
