package io.github.telemetryappender.core.settings;

import java.time.Duration;

/**
 * What an endpoint of a format takes at most. A default above it is lowered silently, a value the
 * user wrote above it is refused.
 *
 * @param maxEvents events in a request; {@link Integer#MAX_VALUE} for no limit
 * @param maxBodyBytes bytes of a body before compression; {@link Long#MAX_VALUE} for no limit
 * @param maxEventBytes bytes of one event; {@link Long#MAX_VALUE} for no limit
 * @param retention age of the oldest event it takes; {@link #FOR_EVER} for no limit. Settings under
 *     which one attempt could last longer ({@code batch.linger} with {@code
 *     delivery.requestTimeout}) are refused
 */
public record FormatLimits(
    int maxEvents, long maxBodyBytes, long maxEventBytes, Duration retention) {

  /** Longer than any event is kept. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** No limit at all. */
  public static final FormatLimits NONE =
      new FormatLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, FOR_EVER);
}
