package io.github.telemetryappender.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * What the appender says about itself beside its counts.
 *
 * @param verification default REPORT
 * @param deliveryListener the class of the user's that hears what becomes of events; null for none
 */
public record SelfReportConfig(
    AlertsConfig alerts, Verification verification, @Nullable String deliveryListener) {

  /** Whether endpoint and credential are tried out after the start. */
  public enum Verification {
    OFF,
    REPORT
  }
}
