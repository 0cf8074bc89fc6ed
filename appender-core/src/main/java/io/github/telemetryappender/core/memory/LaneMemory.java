package io.github.telemetryappender.core.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory of lanes, lent out and taken back: a reconfigured application gets the memory of its
 * former pipeline again instead of waiting for the garbage collector to free it. What is held, lent
 * and free together, is never more than the most that was ever lent at once. Thread-safe; called
 * only when a pipeline starts or stops.
 */
public final class LaneMemory {

  private static final LaneMemory OF_PROCESS = new LaneMemory();

  private final IntFunction<ByteBuffer> allocation;
  private final Object lock = new Object();

  // Guarded by lock.
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private final Set<Loan> lent = new HashSet<>();
  private long lentBytes;
  private long freeBytes;
  private long mostLentBytes;
  private long loanCount;

  /** Memory that is lent to one lane. Two loans are equal only when they are the same. */
  public static final class Loan {
    private final ByteBuffer memory;
    private final long number;

    private Loan(ByteBuffer memory, long number) {
      this.memory = memory;
      this.number = number;
    }

    /** Direct memory with whatever its last user left in it. */
    public ByteBuffer memory() {
      return memory;
    }

    /** Different for each loan of the process. */
    public long number() {
      return number;
    }
  }

  /** Memory of its own, apart from that of the process. */
  public LaneMemory() {
    this(ByteBuffer::allocateDirect);
  }

  /** Memory of its own that comes from {@code allocation}. */
  public LaneMemory(IntFunction<ByteBuffer> allocation) {
    this.allocation = allocation;
  }

  /** The one that pipelines share. */
  public static LaneMemory ofProcess() {
    return OF_PROCESS;
  }

  /**
   * Lends {@code bytes} of direct memory; it is not cleared.
   *
   * @throws OutOfMemoryError when the process has no more direct memory; nothing is lent then
   */
  public Loan borrow(int bytes) {
    synchronized (lock) {
      long wouldBeLentBytes = lentBytes + bytes;
      ByteBuffer memory = takeFree(bytes);
      if (memory == null) {
        dropFreeAbove(Math.max(mostLentBytes, wouldBeLentBytes) - wouldBeLentBytes);
        memory = allocate(bytes);
      }
      lentBytes = wouldBeLentBytes;
      mostLentBytes = Math.max(mostLentBytes, lentBytes);
      Loan loan = new Loan(memory, ++loanCount);
      lent.add(loan);
      return loan;
    }
  }

  /**
   * Some memory of the same kind that is not lent: the garbage collector frees it when nobody looks
   * at it any more.
   *
   * @throws OutOfMemoryError when the process has no more direct memory
   */
  public ByteBuffer allocate(int bytes) {
    return allocation.apply(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private @Nullable ByteBuffer takeFree(int bytes) {
    for (Iterator<ByteBuffer> each = free.iterator(); each.hasNext(); ) {
      ByteBuffer memory = each.next();
      if (memory.capacity() == bytes) {
        each.remove();
        freeBytes -= bytes;
        return memory;
      }
    }
    return null;
  }

  /** Leaves to the garbage collector what was kept in a size that is no longer asked for. */
  private void dropFreeAbove(long keptBytes) {
    while (freeBytes > keptBytes) {
      freeBytes -= free.removeFirst().capacity();
    }
  }

  /** Takes back memory that nobody touches any more; it may be lent again at once. */
  public void giveBack(Loan loan) {
    synchronized (lock) {
      end(loan);
      free.addLast(loan.memory);
      freeBytes += loan.memory.capacity();
    }
  }

  /**
   * Ends a loan whose memory somebody may still touch: it is never lent again, and the garbage
   * collector frees it when the last of them is gone.
   */
  public void abandon(Loan loan) {
    synchronized (lock) {
      end(loan);
    }
  }

  private void end(Loan loan) {
    if (!lent.remove(loan)) {
      throw new IllegalStateException("loan " + loan.number + " has ended already");
    }
    lentBytes -= loan.memory.capacity();
  }

  /** Bytes that lanes have now. */
  public long lentBytes() {
    synchronized (lock) {
      return lentBytes;
    }
  }

  /** Bytes that wait for the next lanes. */
  public long freeBytes() {
    synchronized (lock) {
      return freeBytes;
    }
  }
}
