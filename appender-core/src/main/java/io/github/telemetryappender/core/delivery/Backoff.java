package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Full jitter with a floor: the n-th wait (n from 0) is drawn evenly from {@code floor..min(cap,
 * base * multiplier^n)}. No two appenders that failed together come back together, and no wait sits
 * at the cap by itself, as it would with decorrelated jitter. Saturating arithmetic: no n
 * overflows.
 *
 * @param baseNanos the first ceiling
 * @param capNanos the largest ceiling
 */
record Backoff(long baseNanos, long capNanos, double multiplier) {

  /** The shortest wait. */
  static final long FLOOR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int MAX_EXPONENT = 30;

  /** Draws the wait after {@code failures} failures in a row before this one. */
  long drawNanos(int failures, RandomGenerator random) {
    long ceiling = ceilingNanos(failures);
    long floor = Math.min(FLOOR_NANOS, ceiling);
    return floor + random.nextLong(ceiling - floor + 1);
  }

  /** The longest wait {@link #drawNanos} can draw. */
  long ceilingNanos(int failures) {
    double factor = Math.pow(multiplier, Math.min(failures, MAX_EXPONENT));
    return Math.min(capNanos, (long) (baseNanos * factor));
  }

  /** The same with another first ceiling. */
  Backoff startingAt(long otherBaseNanos) {
    return new Backoff(Math.min(otherBaseNanos, capNanos), capNanos, multiplier);
  }
}
