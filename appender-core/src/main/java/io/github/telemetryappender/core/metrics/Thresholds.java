package io.github.telemetryappender.core.metrics;

/**
 * From which value on a signal has which level. Where a higher level begins below a lower one, the
 * higher one counts.
 */
record Thresholds(long notice, long warning, long critical) {

  AlertLevel levelOf(long value) {
    if (value >= critical) {
      return AlertLevel.CRITICAL;
    }
    if (value >= warning) {
      return AlertLevel.WARNING;
    }
    return value >= notice ? AlertLevel.NOTICE : AlertLevel.NONE;
  }

  /** How far it is to the next threshold; {@link Long#MAX_VALUE} where there is none above. */
  long untilNext(long value) {
    long next = Long.MAX_VALUE;
    for (long threshold : new long[] {notice, warning, critical}) {
      if (threshold > value) {
        next = Math.min(next, threshold - value);
      }
    }
    return next;
  }
}
