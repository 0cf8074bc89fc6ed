package io.github.telemetryappender.core.delivery;

/**
 * One row of the table: what follows an answer, and what follows when it keeps coming.
 *
 * @param first the action as long as neither limit is reached
 * @param times how often in a row {@code first} is taken; 0 for no limit
 * @param forNanos how long {@code first} is taken since it first came; 0 for no limit
 * @param then the action afterwards
 * @param minDelayNanos the shortest wait before a retry
 */
record Rule(Action first, int times, long forNanos, Action then, long minDelayNanos) {

  static Rule always(Action action) {
    return new Rule(action, 0, 0, action, 0);
  }

  static Rule upTo(int times, Action first, Action then) {
    return new Rule(first, times, 0, then, 0);
  }

  static Rule during(long nanos, Action first, Action then) {
    return new Rule(first, 0, nanos, then, 0);
  }

  Rule notBefore(long delayNanos) {
    return new Rule(first, times, forNanos, then, delayNanos);
  }

  /**
   * The action for the {@code count}-th answer in a row under this rule (1 for the first), {@code
   * sinceNanos} after the first of them.
   */
  Action action(int count, long sinceNanos) {
    boolean worn = (times > 0 && count > times) || (forNanos > 0 && sinceNanos >= forNanos);
    return worn ? then : first;
  }
}
