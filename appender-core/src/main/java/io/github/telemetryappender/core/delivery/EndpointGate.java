package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.settings.RetryConfig;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When the endpoint may be asked again. One schedule for the endpoint, not one for each batch:
 * otherwise a thousand waiting batches each back off and hammer it together. Delivery thread.
 */
final class EndpointGate {

  private static final long THROTTLE_BASE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MIN_PAUSE_JITTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int PAUSE_JITTER_DIVISOR = 5;

  private final Backoff backoff;
  private final Backoff throttleBackoff;
  private final RandomGenerator random;

  private int failures;
  private long lastFailureAtNanos;
  private int throttles;
  private long backedOffUntilNanos;
  private long pausedUntilNanos;
  private @Nullable Hold hold;

  EndpointGate(RetryConfig retry, RandomGenerator random, long nowNanos) {
    this.backoff =
        new Backoff(
            retry.initialBackoff().toNanos(), retry.maxBackoff().toNanos(), retry.multiplier());
    this.throttleBackoff =
        backoff.startingAt(Math.max(THROTTLE_BASE_NANOS, retry.initialBackoff().toNanos()));
    this.random = random;
    this.lastFailureAtNanos = nowNanos;
    this.backedOffUntilNanos = nowNanos;
    this.pausedUntilNanos = nowNanos;
  }

  /** Whether attempts may start. */
  boolean isOpen(long nowNanos) {
    return hold == null && nanosUntilOpen(nowNanos) == 0;
  }

  /**
   * Nanoseconds until attempts may start, or until the next probe of a hold; {@link Long#MAX_VALUE}
   * for a hold that is not probed.
   */
  long nanosUntilOpen(long nowNanos) {
    if (hold != null) {
      return hold.nanosUntilProbe(nowNanos);
    }
    return Math.max(
        Math.max(0, backedOffUntilNanos - nowNanos), Math.max(0, pausedUntilNanos - nowNanos));
  }

  /** How many attempts may be under way: one at a time while the endpoint fails. */
  int maxInFlight(int configured) {
    return failures > 1 || throttles > 0 || hold != null ? 1 : configured;
  }

  /**
   * Takes note of a failed attempt. The first failure delays only its own batch; from the second on
   * the wait is the endpoint's. Attempts that started before the previous failure was known tell
   * nothing new and do not lengthen the wait.
   *
   * @return how long the failed batch waits
   */
  long failed(long startedAtNanos, long minDelayNanos, long nowNanos) {
    if (failures == 0 || startedAtNanos - lastFailureAtNanos >= 0) {
      failures++;
      lastFailureAtNanos = nowNanos;
    }
    long waitNanos = Math.max(minDelayNanos, backoff.drawNanos(failures - 1, random));
    if (failures > 1) {
      backedOffUntilNanos = later(backedOffUntilNanos, nowNanos + waitNanos);
    }
    return waitNanos;
  }

  /**
   * The endpoint asked for a pause: it is the endpoint's, and always longer than asked by a random
   * part, so that a fleet that was told the same does not come back as one.
   *
   * @param retryAfter as the endpoint asked; empty for a backoff of our own
   * @param longestNanos past which what waits would be too old
   */
  void throttled(OptionalLong retryAfter, long longestNanos, long nowNanos) {
    long waitNanos =
        retryAfter.isPresent()
            ? withJitter(Math.min(retryAfter.getAsLong(), Math.max(0, longestNanos)))
            : throttleBackoff.drawNanos(throttles, random);
    throttles++;
    pausedUntilNanos = later(pausedUntilNanos, nowNanos + waitNanos);
  }

  private long withJitter(long nanos) {
    long width = Math.max(MIN_PAUSE_JITTER_NANOS, nanos / PAUSE_JITTER_DIVISOR);
    return nanos + random.nextLong(width + 1);
  }

  /** Nothing may start for this long; for a reason that is not the endpoint's. */
  void pauseFor(long nanos, long nowNanos) {
    pausedUntilNanos = later(pausedUntilNanos, nowNanos + nanos);
  }

  /** The endpoint took a batch, or refused its data: it is there. Its own pauses stay. */
  void alive(long nowNanos) {
    failures = 0;
    throttles = 0;
    backedOffUntilNanos = nowNanos;
    hold = null;
  }

  /** Nothing is sent from now on but probes. A hold that is on stays as it is. */
  void hold(String reason, Hold.Cause cause, Hold.Probes probes, long nowNanos) {
    if (hold == null) {
      hold = new Hold(reason, cause, probes, nowNanos);
    }
  }

  /** A probe came back. Where the hold is still on, the next one comes after twice the time. */
  void probed(long nowNanos) {
    if (hold != null) {
      hold = hold.afterProbe(nowNanos);
    }
  }

  /** What the hold waited for has changed: attempts may start. */
  void release() {
    hold = null;
  }

  /** The hold that is on; null where there is none. */
  @Nullable Hold hold() {
    return hold;
  }

  /** Failed attempts in a row. */
  int failures() {
    return failures;
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
