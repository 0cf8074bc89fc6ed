package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.event.Severity;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what was refused at the door, and sees to it that somebody hears of it: at once, then once
 * in 5 minutes. Any thread counts; the delivery thread reports.
 */
public final class DoorCounts {

  private final LongAdder[][] counts = new LongAdder[DropReason.values().length][Severity.COUNT];
  private final Runnable wakeReporter;
  private volatile boolean unreported;

  // Owned by the delivery thread
  private final long[] reportedByReason = new long[DropReason.values().length];
  private boolean quiet;
  private long quietSinceNanos;

  /**
   * @param wakeReporter wakes the delivery thread; called once for a whole series of refusals
   */
  public DoorCounts(Runnable wakeReporter) {
    this.wakeReporter = wakeReporter;
    for (LongAdder[] bySeverity : counts) {
      for (int rank = 0; rank < bySeverity.length; rank++) {
        bySeverity[rank] = new LongAdder();
      }
    }
  }

  /** Counts one event. Any thread; never waits. */
  public void count(DropReason reason, Severity severity) {
    counts[reason.ordinal()][severity.ordinal()].increment();
    if (!unreported) {
      unreported = true;
      wakeReporter.run();
    }
  }

  /** Events of a severity that were refused, for whatever reason. */
  public long of(Severity severity) {
    long sum = 0;
    for (LongAdder[] bySeverity : counts) {
      sum += bySeverity[severity.ordinal()].sum();
    }
    return sum;
  }

  /**
   * Events of a severity that should have been taken and were not: there was no room. What was
   * refused for what it is, or for when it came, is no loss.
   */
  public long lost(Severity severity) {
    return counts[DropReason.OVERFLOW.ordinal()][severity.ordinal()].sum()
        + counts[DropReason.TOO_LARGE.ordinal()][severity.ordinal()].sum();
  }

  /** Events that were refused for a reason. */
  public long of(DropReason reason) {
    long sum = 0;
    for (LongAdder adder : counts[reason.ordinal()]) {
      sum += adder.sum();
    }
    return sum;
  }

  /** Events of a severity that were refused for a reason. */
  public long of(DropReason reason, Severity severity) {
    return counts[reason.ordinal()][severity.ordinal()].sum();
  }

  /**
   * Reports what is new, unless it has just done so. Delivery thread.
   *
   * @return nanoseconds until it wants to look again; {@link Long#MAX_VALUE} for "when woken"
   */
  public long doWork(long nowNanos, Reporter reporter) {
    if (!unreported) {
      return Long.MAX_VALUE;
    }
    long quietNanos = quiet ? quietSinceNanos + Reporter.QUIET_NANOS - nowNanos : 0;
    if (quietNanos > 0) {
      return quietNanos;
    }
    unreported = false; // before the sums are read, so that a later refusal is not forgotten
    String news = news();
    quiet = !news.isEmpty();
    if (!quiet) {
      return Long.MAX_VALUE;
    }
    quietSinceNanos = nowNanos;
    unreported = true; // look again when the quiet is over, without waking for each refusal
    reporter.warn("refused at the door: " + news);
    return Reporter.QUIET_NANOS;
  }

  private String news() {
    StringJoiner news = new StringJoiner(", ");
    for (DropReason reason : DropReason.values()) {
      long sum = of(reason);
      long more = sum - reportedByReason[reason.ordinal()];
      reportedByReason[reason.ordinal()] = sum;
      if (more > 0) {
        news.add(
            String.format(Locale.ROOT, "%,d events (%s: %s)", more, reason.label(), hint(reason)));
      }
    }
    return news.toString();
  }

  private static String hint(DropReason reason) {
    return switch (reason) {
      case OVERFLOW -> "memory is full; raise memory.maxBytes or log less";
      case TOO_LARGE -> "larger than a lane can hold; raise memory.maxBytes";
      case SELF -> "logged by the appender or its HTTP client";
      case REENTRANT -> "logged while another event was being read";
      case NOT_STARTED -> "the settings were refused";
      case STOPPED -> "logged after the stop";
    };
  }
}
