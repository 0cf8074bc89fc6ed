package io.github.telemetryappender.core.metrics;

/**
 * How delivery fares, and why.
 *
 * @param alert the loudest of the signals
 * @param cause what the loudest signals say, for the person on call; empty where all is well
 */
public record Health(HealthLevel level, AlertLevel alert, String cause) {

  /** All is well. */
  public static final Health FINE = new Health(HealthLevel.FINE, AlertLevel.NONE, "");
}
