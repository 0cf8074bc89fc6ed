package io.github.telemetryappender.core.metrics;

/** How delivery fares, in one number for a dashboard. */
public enum HealthLevel {
  /** Everything arrives in time. */
  FINE(0),
  /** Events wait longer than they should; none is lost. */
  DELAYED(1),
  /** In the last 5 minutes INFO, DEBUG or TRACE events were lost. */
  LOSING_LOW(2),
  /** In the last 5 minutes FATAL, ERROR or WARN events were lost. */
  LOSING_URGENT(3);

  private final int number;

  HealthLevel(int number) {
    this.number = number;
  }

  /** 0 for fine up to 3 for the worst. */
  public int number() {
    return number;
  }
}
