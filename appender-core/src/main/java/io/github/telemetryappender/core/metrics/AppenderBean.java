package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.metrics.Readings.Result;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/** The readings as JMX wants them. Any thread. */
public final class AppenderBean extends NotificationBroadcasterSupport
    implements TelemetryAppenderMXBean {

  private static final String NOTIFICATION_TYPE = "io.github.telemetryappender.alert";
  private static final long MAX_FLUSH_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Supplier<Readings> readings;
  private final Function<Duration, Map<String, Long>> flush;

  // Owned by the delivery thread
  private long notifications;

  /**
   * @param flush flushes and waits, at most as long as told
   * @param announcer calls the listeners
   */
  public AppenderBean(
      Supplier<Readings> readings,
      Function<Duration, Map<String, Long>> flush,
      Executor announcer) {
    super(announcer, notificationInfo());
    this.readings = readings;
    this.flush = flush;
  }

  private static MBeanNotificationInfo notificationInfo() {
    return new MBeanNotificationInfo(
        new String[] {
          type(AlertLevel.NONE),
          type(AlertLevel.NOTICE),
          type(AlertLevel.WARNING),
          type(AlertLevel.CRITICAL)
        },
        Notification.class.getName(),
        "The health or the alert level has changed");
  }

  private static String type(AlertLevel level) {
    return NOTIFICATION_TYPE + "." + level.label();
  }

  /** Tells those who listen. Delivery thread. */
  public void changed(Health before, Health now, long epochMillis) {
    notifications++;
    String message =
        "alert level %s -> %s, health %d -> %d%s"
            .formatted(
                before.alert().label(),
                now.alert().label(),
                before.level().number(),
                now.level().number(),
                now.cause().isEmpty() ? "" : ": " + now.cause());
    sendNotification(
        new Notification(type(now.alert()), this, notifications, epochMillis, message));
  }

  @Override
  public long getAccepted() {
    return readings.get().total(Result.ACCEPTED);
  }

  @Override
  public Map<String, Long> getAcceptedBySeverity() {
    return readings.get().bySeverity(Result.ACCEPTED);
  }

  @Override
  public long getRecovered() {
    return readings.get().total(Result.RECOVERED);
  }

  @Override
  public Map<String, Long> getRecoveredBySeverity() {
    return readings.get().bySeverity(Result.RECOVERED);
  }

  @Override
  public long getDelivered() {
    return readings.get().total(Result.DELIVERED);
  }

  @Override
  public Map<String, Long> getDeliveredBySeverity() {
    return readings.get().bySeverity(Result.DELIVERED);
  }

  @Override
  public long getRejected() {
    return readings.get().total(Result.REJECTED);
  }

  @Override
  public Map<String, Long> getRejectedBySeverity() {
    return readings.get().bySeverity(Result.REJECTED);
  }

  @Override
  public long getExpired() {
    return readings.get().total(Result.EXPIRED);
  }

  @Override
  public Map<String, Long> getExpiredBySeverity() {
    return readings.get().bySeverity(Result.EXPIRED);
  }

  @Override
  public long getEvicted() {
    return readings.get().total(Result.EVICTED);
  }

  @Override
  public Map<String, Long> getEvictedBySeverity() {
    return readings.get().bySeverity(Result.EVICTED);
  }

  @Override
  public long getAbandoned() {
    return readings.get().total(Result.ABANDONED);
  }

  @Override
  public Map<String, Long> getAbandonedBySeverity() {
    return readings.get().bySeverity(Result.ABANDONED);
  }

  @Override
  public long getHeld() {
    return readings.get().total(Result.HELD);
  }

  @Override
  public Map<String, Long> getHeldBySeverity() {
    return readings.get().bySeverity(Result.HELD);
  }

  @Override
  public long getDropped() {
    return readings.get().total(Result.DROPPED);
  }

  @Override
  public Map<String, Long> getDroppedBySeverity() {
    return readings.get().bySeverity(Result.DROPPED);
  }

  @Override
  public Map<String, Long> getLostByReason() {
    return readings.get().lostByReason();
  }

  @Override
  public Map<String, Long> getDroppedByReason() {
    return readings.get().droppedByReason();
  }

  @Override
  public long getTruncated() {
    return readings.get().vitals().truncated();
  }

  @Override
  public Map<String, Long> getAttemptsByOutcome() {
    return readings.get().attemptsByOutcome();
  }

  @Override
  public long getBacklogEvents() {
    return getHeld();
  }

  @Override
  public long getBacklogBytes() {
    return readings.get().backlogBytes();
  }

  @Override
  public double getBacklogSeconds() {
    return readings.get().vitals().oldestAgeNanos() / NANOS_PER_SECOND;
  }

  @Override
  public long getLatencyMillisP50() {
    return millis(readings.get().vitals().latencyP50Nanos());
  }

  @Override
  public long getLatencyMillisP99() {
    return millis(readings.get().vitals().latencyP99Nanos());
  }

  @Override
  public String getBreakerState() {
    return readings.get().vitals().breakerState();
  }

  @Override
  public int getInFlight() {
    return readings.get().inFlight();
  }

  @Override
  public int getInFlightLimit() {
    return readings.get().vitals().inFlightLimit();
  }

  @Override
  public double getTokenAgeSeconds() {
    long nanos = readings.get().vitals().tokenAgeNanos();
    return nanos < 0 ? -1 : nanos / NANOS_PER_SECOND;
  }

  @Override
  public int getHealthLevel() {
    return readings.get().vitals().health().level().number();
  }

  @Override
  public String getLastError() {
    return readings.get().lastError();
  }

  @Override
  public Map<String, Long> flush(long millis) {
    return flush.apply(Duration.ofMillis(Math.max(0, Math.min(millis, MAX_FLUSH_MILLIS))));
  }

  /** Rounded up, so that only what took no time at all shows as 0; -1 for what is not known. */
  private static long millis(long nanos) {
    return nanos < 0 ? -1 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }
}
