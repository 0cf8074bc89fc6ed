package io.github.telemetryappender.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one place where a story waits. */
final class Eventually {

  /** Far above what any story needs, so that a busy machine fails none. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Eventually() {}

  /** Returns once {@code condition} holds; past the deadline fails with what was seen instead. */
  static void eventually(String expectation, BooleanSupplier condition, Supplier<?> seen) {
    long startedAtNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startedAtNanos > DEADLINE.toNanos()) {
        throw new AssertionError(expectation + ": not within " + DEADLINE + ", but " + seen.get());
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }
}
