package io.github.telemetryappender.core.herd;

/**
 * What is often found instead: each batch goes out when it is there, and one that failed goes out
 * again after the same time each time, until it has failed so often or there are too many of them.
 * No batch knows of the others.
 */
final class NaiveAppender extends Appender {

  private static final int MAX_WAITING = 100;

  private final long intervalNanos;
  private final int maxAttempts;

  /** As all wait for the same time, they are due in the order in which they failed. A ring. */
  private final long[] due = new long[MAX_WAITING];

  private final long[] from = new long[MAX_WAITING];
  private final long[] to = new long[MAX_WAITING];
  private final int[] attempts = new int[MAX_WAITING];
  private int first;
  private int size;

  NaiveAppender(
      int index, HerdModel herd, long firstEventAtNanos, long intervalNanos, int maxAttempts) {
    super(index, herd, firstEventAtNanos);
    this.intervalNanos = intervalNanos;
    this.maxAttempts = maxAttempts;
  }

  @Override
  int maxEvents() {
    return Cell.FULL_EVENTS;
  }

  @Override
  void step(long nowNanos) {
    while (nanosUntilReady(nowNanos) == 0) {
      sendNext(false, nowNanos);
    }
    while (nextDueNanos() <= nowNanos) {
      resendFirst(nowNanos);
    }
    planStep(Math.min(nowNanos + nanosUntilReady(nowNanos), nextDueNanos()));
  }

  private long nextDueNanos() {
    return size == 0 ? Long.MAX_VALUE : due[first];
  }

  private void resendFirst(long nowNanos) {
    int place = first;
    first = (first + 1) % MAX_WAITING;
    size--;
    sendAgain(from[place], to[place], attempts[place], false, nowNanos);
  }

  @Override
  void completed(Exchange exchange, long nowNanos) {
    if (exchange.result == Result.OK) {
      return;
    }
    if (exchange.attemptsBefore + 1 < maxAttempts && size < MAX_WAITING) {
      addLast(exchange, nowNanos + intervalNanos);
    } else {
      drop(exchange.fromNanos, exchange.toNanos, nowNanos);
    }
  }

  private void addLast(Exchange failed, long dueAtNanos) {
    int place = (first + size) % MAX_WAITING;
    size++;
    due[place] = dueAtNanos;
    from[place] = failed.fromNanos;
    to[place] = failed.toNanos;
    attempts[place] = failed.attemptsBefore + 1;
  }
}
