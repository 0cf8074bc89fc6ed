package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;

/** The refreshes that failed since the last one that succeeded, and what is said about them. */
final class RefreshFailures {

  /** From here on it is no hiccup any more. */
  private static final long FAILING_NANOS = SECONDS.toNanos(300);

  private final RefreshBackoff backoff;
  private final CredentialListener listener;

  // Owned by the delivery thread.
  private int count;
  private long sinceNanos;
  private long usableNanos;
  private boolean longReported;
  private boolean terminal;

  RefreshFailures(RefreshBackoff backoff, CredentialListener listener) {
    this.backoff = backoff;
    this.listener = listener;
  }

  boolean areUnderWay() {
    return count > 0;
  }

  /** Whether the latest failure says that asking again is pointless. */
  boolean areTerminal() {
    return terminal;
  }

  /**
   * Counts a failure that may pass.
   *
   * @param tokenUsableNanos for how long the old token is good; 0 for none
   * @return the rest before the next refresh
   */
  long add(String reason, long tokenUsableNanos, long nowNanos) {
    if (count == 0) {
      usableNanos = tokenUsableNanos;
    }
    count(nowNanos);
    terminal = false;
    report(reason, Duration.ofNanos(nowNanos - sinceNanos));
    return backoff.restNanos(count, usableNanos);
  }

  /** The old token is good no more; returns the rest before the next refresh. */
  long hasten() {
    usableNanos = 0;
    return backoff.restNanos(count, usableNanos);
  }

  private void report(String reason, Duration since) {
    if (count == 1) {
      listener.refreshFailed(reason);
    } else if (!longReported && since.toNanos() >= FAILING_NANOS) {
      longReported = true;
      listener.refreshFailing(count, since, reason);
    }
  }

  /** Counts a failure that stays until somebody intervenes; returns the rest likewise. */
  long addTerminal(String reason, long nowNanos) {
    count(nowNanos);
    if (!terminal) {
      terminal = true;
      listener.refreshTerminal(reason);
    }
    return backoff.terminalRestNanos();
  }

  private void count(long nowNanos) {
    if (count == 0) {
      sinceNanos = nowNanos;
    }
    count++;
  }

  /** A refresh succeeded. */
  void end(long nowNanos) {
    if (count > 0) {
      listener.refreshRecovered(count, Duration.ofNanos(nowNanos - sinceNanos));
    }
    count = 0;
    longReported = false;
    terminal = false;
  }
}
