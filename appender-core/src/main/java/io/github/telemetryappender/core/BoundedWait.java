package io.github.telemetryappender.core;

import io.github.telemetryappender.core.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits on the caller's own thread, and not for ever. The timeouts of {@link CompletableFuture}
 * itself would start a thread of the JDK that never ends and keeps the class loader of whoever
 * needed it first, an undeployed application's too.
 */
final class BoundedWait {

  private BoundedWait() {}

  /**
   * The future's value; empty when the time is up or there is none. An interrupt shortens nothing,
   * for a stop on an interrupted thread must drain as well; the flag is set again afterwards.
   */
  static <T> Optional<T> await(CompletableFuture<T> future, long atMostNanos, Clock clock) {
    try {
      return Optional.ofNullable(
          uninterrupted(
              leftNanos -> future.get(leftNanos, TimeUnit.NANOSECONDS), atMostNanos, clock));
    } catch (TimeoutException | ExecutionException noValue) {
      return Optional.empty();
    }
  }

  /** Waits until the thread has ended or the time is up; an interrupt shortens nothing. */
  static void awaitEnd(Thread thread, long atMostNanos, Clock clock) {
    try {
      uninterrupted(leftNanos -> join(thread, leftNanos), atMostNanos, clock);
    } catch (TimeoutException | ExecutionException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean join(Thread thread, long atMostNanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedJoin(thread, atMostNanos);
    return thread.isAlive();
  }

  private static <T> T uninterrupted(Waiting<T> waiting, long atMostNanos, Clock clock)
      throws TimeoutException, ExecutionException {
    long startNanos = clock.nanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.until(Math.max(0, atMostNanos - (clock.nanos() - startNanos)));
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private interface Waiting<T> {
    T until(long leftNanos) throws InterruptedException, TimeoutException, ExecutionException;
  }
}
