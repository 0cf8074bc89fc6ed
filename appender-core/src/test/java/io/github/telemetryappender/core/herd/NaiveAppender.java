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
  private final Waiting waiting = new Waiting();

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
    while (waiting.earliestDueNanos() <= nowNanos) {
      resend(firstDue(), nowNanos);
    }
    long nextNanos = nowNanos + nanosUntilReady(nowNanos);
    planStep(Math.min(nextNanos, waiting.earliestDueNanos()));
  }

  private int firstDue() {
    int place = 0;
    while (waiting.dueAtNanos(place) != waiting.earliestDueNanos()) {
      place++;
    }
    return place;
  }

  private void resend(int place, long nowNanos) {
    long from = waiting.fromNanos(place);
    long to = waiting.toNanos(place);
    int attempts = waiting.attempts(place);
    waiting.remove(place);
    sendAgain(from, to, attempts, false, nowNanos);
  }

  @Override
  void completed(Exchange exchange, long nowNanos) {
    if (exchange.result == Result.OK) {
      return;
    }
    if (exchange.attemptsBefore + 1 < maxAttempts && waiting.size() < MAX_WAITING) {
      waiting.add(nowNanos + intervalNanos, exchange);
    } else {
      drop(exchange);
    }
  }
}
