package io.github.telemetryappender.core.metrics;

import java.time.Duration;

/** Where the levels of the signals that can be measured begin. */
public record AlertThresholds(
    Thresholds failedAttempts, Thresholds oldestEventNanos, Thresholds fillPercent) {

  private static final int CRITICAL_AGE_PERCENT = 80;

  /**
   * Failed attempts in a row 1, 5, 20; the oldest undelivered event 30 s, 2 min, 80 % of {@code
   * maxEventAge}; fill 50, 80, 95 %.
   */
  public static AlertThresholds standard(Duration maxEventAge) {
    long criticalAgeNanos = maxEventAge.toNanos() / 100 * CRITICAL_AGE_PERCENT;
    return new AlertThresholds(
        new Thresholds(1, 5, 20),
        new Thresholds(
            Duration.ofSeconds(30).toNanos(), Duration.ofMinutes(2).toNanos(), criticalAgeNanos),
        new Thresholds(50, 80, 95));
  }
}
