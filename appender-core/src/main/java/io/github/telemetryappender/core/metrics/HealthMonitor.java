package io.github.telemetryappender.core.metrics;

import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * Judges how delivery fares and tells of changes: pure but for what it remembers of losses. It
 * knows when it next has to look, so that nobody has to look in between. Delivery thread.
 */
public final class HealthMonitor {

  /** For how long a loss counts. */
  static final long LOSS_WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final AlertThresholds thresholds;
  private final HealthListener listener;
  private final RecentLoss urgent = new RecentLoss();
  private final RecentLoss other = new RecentLoss();
  private Health health = Health.FINE;

  public HealthMonitor(AlertThresholds thresholds, HealthListener listener) {
    this.thresholds = thresholds;
    this.listener = listener;
  }

  /**
   * Judges anew and tells of a change.
   *
   * @return nanoseconds until time alone changes something; {@link Long#MAX_VALUE} for never
   */
  public long doWork(Signs signs, long nowNanos) {
    urgent.note(signs.lostUrgent(), nowNanos);
    other.note(signs.lostOther(), nowNanos);
    AlertLevel alert = alert(signs);
    HealthLevel level = level(alert);
    if (alert != health.alert() || level != health.level()) {
      Health before = health;
      health = new Health(level, alert, cause(signs, alert));
      listener.changed(before, health, nowNanos);
    }
    return nanosUntilNext(signs, nowNanos);
  }

  /** As it was judged last. */
  public Health health() {
    return health;
  }

  private AlertLevel alert(Signs signs) {
    return thresholds
        .failedAttempts()
        .levelOf(signs.failedAttempts())
        .or(thresholds.oldestEventNanos().levelOf(signs.oldestAgeNanos()))
        .or(thresholds.fillPercent().levelOf(signs.fillPercent()))
        .or(lossLevel())
        .or(signs.credential());
  }

  private AlertLevel lossLevel() {
    if (urgent.isRecent()) {
      return AlertLevel.CRITICAL;
    }
    return other.isRecent() ? AlertLevel.WARNING : AlertLevel.NONE;
  }

  private HealthLevel level(AlertLevel alert) {
    if (urgent.isRecent()) {
      return HealthLevel.LOSING_URGENT;
    }
    if (other.isRecent()) {
      return HealthLevel.LOSING_LOW;
    }
    return alert == AlertLevel.NONE ? HealthLevel.FINE : HealthLevel.DELAYED;
  }

  /** What those signals say that are as loud as the whole. */
  private String cause(Signs signs, AlertLevel alert) {
    if (alert == AlertLevel.NONE) {
      return "";
    }
    StringJoiner cause = new StringJoiner("; ");
    if (thresholds.failedAttempts().levelOf(signs.failedAttempts()) == alert) {
      cause.add(signs.failedAttempts() + " failed attempts in a row");
    }
    if (thresholds.oldestEventNanos().levelOf(signs.oldestAgeNanos()) == alert) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(signs.oldestAgeNanos());
      cause.add("the oldest undelivered event has waited for " + seconds + " s");
    }
    if (thresholds.fillPercent().levelOf(signs.fillPercent()) == alert) {
      cause.add("memory for waiting events is filled to " + signs.fillPercent() + " %");
    }
    if (lossLevel() == alert) {
      cause.add(
          urgent.isRecent()
              ? "FATAL, ERROR or WARN events were lost in the last 5 minutes"
              : "INFO, DEBUG or TRACE events were lost in the last 5 minutes");
    }
    if (signs.credential() == alert) {
      cause.add(
          alert == AlertLevel.CRITICAL
              ? "delivery is held for want of a credential"
              : "the credential could not be refreshed");
    }
    return cause.toString();
  }

  /** What cannot make it louder or leave it less loud is not waited for. */
  private long nanosUntilNext(Signs signs, long nowNanos) {
    long older =
        signs.oldestAgeNanos() < 0
            ? Long.MAX_VALUE
            : thresholds.oldestEventNanos().untilAbove(health.alert(), signs.oldestAgeNanos());
    RecentLoss gravest = urgent.isRecent() ? urgent : other;
    return Math.min(older, gravest.nanosLeft(nowNanos));
  }

  /** Whether a count of losses grew of late. */
  private static final class RecentLoss {

    private long seen;
    private boolean recent;
    private long latestAtNanos;

    void note(long lost, long nowNanos) {
      if (lost > seen) {
        seen = lost;
        recent = true;
        latestAtNanos = nowNanos;
      } else if (recent && nowNanos - latestAtNanos >= LOSS_WINDOW_NANOS) {
        recent = false;
      }
    }

    boolean isRecent() {
      return recent;
    }

    long nanosLeft(long nowNanos) {
      return recent ? latestAtNanos + LOSS_WINDOW_NANOS - nowNanos : Long.MAX_VALUE;
    }
  }
}
