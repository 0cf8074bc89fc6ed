package io.github.telemetryappender.core.lane;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Rounds on a machine: callers rest at a condition. */
final class LockedRounds implements Rounds {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private volatile long current;

  @Override
  public long current() {
    return current;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock alone, read without
  public void end() {
    lock.lock();
    try {
      current++;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void awaitEnd(long seen, long nanos) throws InterruptedException {
    long leftNanos = nanos;
    lock.lockInterruptibly();
    try {
      while (current == seen && leftNanos > 0) {
        leftNanos = ended.awaitNanos(leftNanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
