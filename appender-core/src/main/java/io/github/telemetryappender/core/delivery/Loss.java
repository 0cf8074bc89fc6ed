package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.metrics.Readings.Result;

/** Why accepted events will never be delivered. */
enum Loss {
  /** The endpoint refused them for good. */
  REJECTED,
  /** They grew too old. */
  EXPIRED,
  /** Memory was full, and they were worth least. */
  EVICTED,
  /** We gave up on them: at stop, or because no body could be made of them. */
  ABANDONED;

  Result result() {
    return switch (this) {
      case REJECTED -> Result.REJECTED;
      case EXPIRED -> Result.EXPIRED;
      case EVICTED -> Result.EVICTED;
      case ABANDONED -> Result.ABANDONED;
    };
  }
}
