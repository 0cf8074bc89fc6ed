package io.github.telemetryappender.core.format;

/**
 * What an endpoint of a format takes at most.
 *
 * @param maxEvents events in a request; {@link Integer#MAX_VALUE} for no limit
 * @param maxBodyBytes bytes of a body before compression; {@link Long#MAX_VALUE} for no limit
 * @param retentionNanos age of the oldest event it takes; {@link Long#MAX_VALUE} for no limit
 */
public record FormatLimits(int maxEvents, long maxBodyBytes, long retentionNanos) {

  /** No limit at all. */
  public static final FormatLimits NONE =
      new FormatLimits(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
