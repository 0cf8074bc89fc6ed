package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.random.RandomGenerator;

/**
 * How long to rest after failed refreshes. Its own, apart from the endpoint's: a token source that
 * is down says nothing about the endpoint.
 */
final class RefreshBackoff {

  private static final long BASE_NANOS = SECONDS.toNanos(1);
  private static final long CAP_NANOS = SECONDS.toNanos(60);
  private static final long FLOOR_NANOS = MILLISECONDS.toNanos(100);

  /** Enough to get from the base to the cap, and too few to overflow. */
  private static final int MAX_DOUBLINGS = 6;

  /** After a terminal failure somebody has to intervene, and that takes minutes. */
  private static final long TERMINAL_NANOS = SECONDS.toNanos(300);

  private static final long TERMINAL_SPREAD_NANOS = SECONDS.toNanos(30);

  private final RandomGenerator random;

  RefreshBackoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Full jitter with a floor: {@code floor + U(0, min(cap, base * 2^(n-1)) - floor)}, where the
   * base is half of what the old token is good for, at least 1 s. As long as there is a token there
   * is no hurry, and a fleet whose tokens end together does not ask as one when the token endpoint
   * is back.
   *
   * @param failureCount n, at least 1
   * @param usableNanos for how long the old token was good when the first of them failed; 0 for
   *     none
   */
  long restNanos(int failureCount, long usableNanos) {
    long base = Math.min(CAP_NANOS, Math.max(BASE_NANOS, usableNanos / 2));
    long ceiling = Math.min(CAP_NANOS, base << Math.min(failureCount - 1, MAX_DOUBLINGS));
    return FLOOR_NANOS + random.nextLong(ceiling - FLOOR_NANOS + 1);
  }

  /** Five minutes and a little, so that a fleet whose secret was revoked does not ask in step. */
  long terminalRestNanos() {
    return TERMINAL_NANOS + random.nextLong(TERMINAL_SPREAD_NANOS + 1);
  }
}
