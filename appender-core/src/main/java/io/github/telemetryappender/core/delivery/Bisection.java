package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the poisoned events of refused batches without becoming a burden: at most 64 requests a
 * minute, and none once three different batches were refused down to the last event, because then
 * it is not the events. Delivery thread.
 */
final class Bisection {

  private static final int BURST_REQUESTS = 64;
  private static final long NANOS_PER_REQUEST = TimeUnit.MINUTES.toNanos(1) / BURST_REQUESTS;
  private static final int REFUSED_BATCHES = 3;
  private static final long PROBE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private int batchesAllRefused;
  private boolean mismatch;
  private long nextProbeAtNanos;

  /** When the request after next would be within the rate, as in GCRA; only ahead of now counts. */
  private long paidUntilNanos;

  Bisection(long nowNanos) {
    this.paidUntilNanos = nowNanos;
  }

  /** Whether the endpoint refuses whatever it is sent, so that bisecting finds nothing. */
  boolean isMismatch() {
    return mismatch;
  }

  /** Whether, in a mismatch, it is time to send one event by itself; asked once for each. */
  boolean takeProbe(long nowNanos) {
    if (nextProbeAtNanos - nowNanos > 0) {
      return false;
    }
    nextProbeAtNanos = nowNanos + PROBE_NANOS;
    return true;
  }

  /** Pays for a request of a bisection; it may start after the returned nanoseconds. */
  long payNanos(long nowNanos) {
    paidUntilNanos = nowNanos + Math.max(0, paidUntilNanos - nowNanos) + NANOS_PER_REQUEST;
    return Math.max(0, paidUntilNanos - nowNanos - BURST_REQUESTS * NANOS_PER_REQUEST);
  }

  /** A batch arrived, whole or a part of one under suspicion: the endpoint takes events. */
  void delivered() {
    mismatch = false;
    batchesAllRefused = 0;
  }

  /** A single event under suspicion was refused. */
  void refused(@Nullable Suspect suspect, long nowNanos) {
    if (suspect == null) {
      return;
    }
    suspect.refused();
    if (suspect.isAllRefused()) {
      batchesAllRefused++;
      if (batchesAllRefused >= REFUSED_BATCHES && !mismatch) {
        mismatch = true;
        nextProbeAtNanos = nowNanos + PROBE_NANOS;
      }
    }
  }

  /** A batch in which a poisoned event is looked for; shared by all its parts. */
  static final class Suspect {

    /** Those that were not refused by themselves; what arrives stays one. */
    private int parts = 1;

    /** One of its parts becomes two. */
    void halved() {
      parts++;
    }

    private void refused() {
      parts--;
    }

    private boolean isAllRefused() {
      return parts == 0;
    }
  }
}
