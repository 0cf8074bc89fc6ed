package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.settings.AlertsConfig;

/** Where the levels of the signals that can be measured begin. */
public record AlertThresholds(
    Thresholds failedAttempts, Thresholds oldestEventNanos, Thresholds fillPercent) {

  /** As configured. */
  public static AlertThresholds of(AlertsConfig config) {
    return new AlertThresholds(
        of(config.failedAttempts()), of(config.oldestEventNanos()), of(config.fillPercent()));
  }

  private static Thresholds of(AlertsConfig.Levels levels) {
    return new Thresholds(levels.notice(), levels.warning(), levels.critical());
  }
}
