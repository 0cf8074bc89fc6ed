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
  private static final int MAX_EXPONENT = 30;

  /** After a terminal failure somebody has to intervene, and that takes minutes. */
  private static final long TERMINAL_NANOS = SECONDS.toNanos(300);

  private static final long TERMINAL_SPREAD_NANOS = SECONDS.toNanos(30);

  private final RandomGenerator random;

  RefreshBackoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Full jitter with a floor: {@code floor + U(0, min(cap, base * 2^(n-1)) - floor)}.
   *
   * @param failureCount n, at least 1
   */
  long restNanos(int failureCount) {
    long ceiling = Math.min(CAP_NANOS, BASE_NANOS << Math.min(failureCount - 1, MAX_EXPONENT));
    return FLOOR_NANOS + random.nextLong(ceiling - FLOOR_NANOS + 1);
  }

  /** Five minutes and a little, so that a fleet whose secret was revoked does not ask in step. */
  long terminalRestNanos() {
    return TERMINAL_NANOS + random.nextLong(TERMINAL_SPREAD_NANOS + 1);
  }
}
