package io.github.telemetryappender.logback;

/** {@code <alerts>}: when the appender raises its voice; three ascending values per signal. */
public final class AlertsElement extends SettingsElement {

  /** Whether alert levels are reported when they change. */
  public void setEnabled(String text) {
    typed("enabled", text);
  }

  /** Failed attempts in a row, for notice, warning and critical. */
  public void setFailedAttempts(String text) {
    typed("failedAttempts", text);
  }

  /** The age of the oldest undelivered event, for notice, warning and critical. */
  public void setOldestEvent(String text) {
    typed("oldestEvent", text);
  }

  /** How full memory or spool is in percent, for notice, warning and critical. */
  public void setFill(String text) {
    typed("fill", text);
  }
}
