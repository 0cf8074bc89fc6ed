package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.SECONDS;

/**
 * The waits that a new token is given to become known everywhere at the endpoint: 3, 10 and 30 s.
 * Refusals that arrive during a wait share it; they are answers to requests sent before.
 */
final class PropagationGrace {

  private static final long[] WAITS_NANOS = {
    SECONDS.toNanos(3), SECONDS.toNanos(10), SECONDS.toNanos(30)
  };

  private final Alarm end = new Alarm();
  private int waitCount;

  /** Whether a wait is under way, or another one is left. */
  boolean mayWait(long nowNanos) {
    return end.isPending(nowNanos) || waitCount < WAITS_NANOS.length;
  }

  /** What is left of the wait under way, or the length of the next, which begins. */
  long waitNanos(long nowNanos) {
    if (!end.isPending(nowNanos)) {
      end.at(nowNanos + WAITS_NANOS[waitCount++]);
    }
    return end.restNanos(nowNanos);
  }

  boolean isPending(long nowNanos) {
    return end.isPending(nowNanos);
  }

  /** Nanoseconds to the end of the wait under way; {@link Long#MAX_VALUE} where there is none. */
  long restNanos(long nowNanos) {
    return end.isPending(nowNanos) ? end.restNanos(nowNanos) : Long.MAX_VALUE;
  }

  void reset() {
    end.clear();
    waitCount = 0;
  }
}
