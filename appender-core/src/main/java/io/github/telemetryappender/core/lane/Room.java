package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Where callers wait for room when {@code memory.overflow} is {@code block}. A visitor registers,
 * notes the round, tries, and waits only while that round lasts; whoever frees room stores the new
 * head first and reads the registrations afterwards. One of the two sees the other, so no wake-up
 * is lost, and freeing room costs one read while nobody waits.
 */
final class Room {

  private final AtomicInteger waiting = new AtomicInteger();
  private final Rounds rounds;
  private volatile boolean closed;

  Room() {
    this(new LockedRounds());
  }

  Room(Rounds rounds) {
    this.rounds = rounds;
  }

  /**
   * Repeats an attempt that failed whenever room came free. An interrupt ends the waiting and stays
   * set.
   *
   * @param timeoutNanos the longest wait
   * @return whether an attempt succeeded
   */
  boolean tryWithin(BooleanSupplier attempt, long timeoutNanos, Clock clock) {
    enter();
    try {
      return tryUntil(attempt, clock.nanos() + timeoutNanos, clock);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.decrementAndGet();
    }
  }

  private boolean tryUntil(BooleanSupplier attempt, long untilNanos, Clock clock)
      throws InterruptedException {
    while (true) {
      long seenRound = round(); // before the attempt: what comes free behind it ends this round
      if (attempt.getAsBoolean()) {
        return true;
      }
      long leftNanos = untilNanos - clock.nanos();
      if (leftNanos <= 0 || closed) {
        return false;
      }
      rounds.awaitEnd(seenRound, leftNanos);
    }
  }

  /** Registers the caller among those who may wait. */
  void enter() {
    waiting.incrementAndGet();
  }

  /** Grows whenever room has come free while somebody was registered. */
  long round() {
    return rounds.current();
  }

  /** How many callers are registered. Any thread. */
  int waiting() {
    return waiting.get();
  }

  /** Ends the round, if anybody waits. Called after the room is there; never waits long. */
  void freed() {
    if (waiting.get() > 0) {
      rounds.end();
    }
  }

  /** Sends everybody away who waits: no room will come any more. */
  void close() {
    closed = true;
    freed();
  }
}
