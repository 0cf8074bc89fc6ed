package io.github.telemetryappender.core.lane;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where callers wait for room when {@code memory.overflow} is {@code block}. A visitor registers,
 * notes the round, tries, and waits only while that round lasts; whoever frees room stores the new
 * head first and reads the registrations afterwards. One of the two sees the other, so no wake-up
 * is lost, and freeing room costs one read while nobody waits.
 */
final class Room {

  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private volatile long round;

  /** Registers the caller; {@link #leave} must follow. */
  void enter() {
    waiting.incrementAndGet();
  }

  void leave() {
    waiting.decrementAndGet();
  }

  /** Read before trying; what {@link #await} is given. */
  long round() {
    return round;
  }

  /** How many callers are registered. Any thread. */
  int waiting() {
    return waiting.get();
  }

  /** Ends the round, if anybody waits. Called after the room is there; never waits long. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock alone, read without
  void freed() {
    if (waiting.get() == 0) {
      return;
    }
    lock.lock();
    try {
      round++;
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until {@code seenRound} is over or {@code nanos} have passed.
   *
   * @return what is left of {@code nanos}
   */
  long await(long seenRound, long nanos) throws InterruptedException {
    long leftNanos = nanos;
    lock.lockInterruptibly();
    try {
      while (round == seenRound && leftNanos > 0) {
        leftNanos = freed.awaitNanos(leftNanos);
      }
      return leftNanos;
    } finally {
      lock.unlock();
    }
  }
}
