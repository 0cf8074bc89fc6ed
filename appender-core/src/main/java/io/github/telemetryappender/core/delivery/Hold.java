package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;

/**
 * A time in which nothing is sent, because somebody has to change something first. Probes find out
 * whether they did: after 30 s, then after twice as long each time, up to 5 min.
 *
 * @param reason what the endpoint said
 * @param sinceNanos when it began
 * @param intervalNanos between the latest probe and the next
 */
record Hold(
    String reason,
    Cause cause,
    Probes probes,
    long sinceNanos,
    long nextProbeAtNanos,
    long intervalNanos) {

  static final long FIRST_PROBE_NANOS = TimeUnit.SECONDS.toNanos(30);
  static final long MAX_PROBE_NANOS = TimeUnit.MINUTES.toNanos(5);

  Hold(String reason, Cause cause, Probes probes, long nowNanos) {
    this(reason, cause, probes, nowNanos, nowNanos + FIRST_PROBE_NANOS, FIRST_PROBE_NANOS);
  }

  /** The same hold after a probe that changed nothing. */
  Hold afterProbe(long nowNanos) {
    long interval = Math.min(MAX_PROBE_NANOS, intervalNanos * 2);
    return new Hold(reason, cause, probes, sinceNanos, nowNanos + interval, interval);
  }

  /** The same hold with a probe at once, and the next ones as at its beginning. */
  Hold probedFrom(long nowNanos) {
    return new Hold(reason, cause, probes, sinceNanos, nowNanos, FIRST_PROBE_NANOS / 2);
  }

  /** {@link Long#MAX_VALUE} where no probe is planned. */
  long nanosUntilProbe(long nowNanos) {
    return probes == Probes.NONE ? Long.MAX_VALUE : Math.max(0, nextProbeAtNanos - nowNanos);
  }

  /** What has to change. */
  enum Cause {
    CREDENTIAL,
    ENDPOINT
  }

  /** Whether time alone leads to a probe. */
  enum Probes {
    TIMED,
    NONE
  }
}
