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

  /** How far it is from a value of at most this level to a louder one; never behind critical. */
  long untilAbove(AlertLevel level, long value) {
    return switch (level) {
      case NONE -> Math.min(notice, Math.min(warning, critical)) - value;
      case NOTICE -> Math.min(warning, critical) - value;
      case WARNING -> critical - value;
      case CRITICAL -> Long.MAX_VALUE;
    };
  }
}
