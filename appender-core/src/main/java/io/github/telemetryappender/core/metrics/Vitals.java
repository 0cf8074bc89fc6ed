package io.github.telemetryappender.core.metrics;

/**
 * How delivery fares at one instant, beside its counts.
 *
 * @param oldestAgeNanos the age of the oldest undelivered event; 0 where nothing is held
 * @param breakerState {@code closed}, {@code open} or {@code half_open}
 * @param inFlightLimit how many exchanges may be under way now
 * @param latencyP50Nanos from acceptance to acknowledgement, of the events of the last minutes;
 *     negative where there were none
 * @param latencyP99Nanos likewise
 * @param tokenAgeNanos since the token in use was fetched; negative where there is none that is
 *     ever refreshed
 * @param truncated events accepted so far that were cut at {@code maxEventBytes}
 */
public record Vitals(
    long oldestAgeNanos,
    String breakerState,
    int inFlightLimit,
    long latencyP50Nanos,
    long latencyP99Nanos,
    long tokenAgeNanos,
    long truncated,
    Health health) {

  /** Of a pipeline that sends nothing. */
  public static final Vitals NONE = new Vitals(0, "closed", 0, -1, -1, -1, 0, Health.FINE);

  /** The same with another health. */
  public Vitals with(Health other) {
    return new Vitals(
        oldestAgeNanos,
        breakerState,
        inFlightLimit,
        latencyP50Nanos,
        latencyP99Nanos,
        tokenAgeNanos,
        truncated,
        other);
  }
}
