package io.github.telemetryappender.core.herd;

/** One appender of the fleet: when it sends which of its batches. */
abstract class Appender {

  private final int index;
  private final HerdModel herd;

  /** Until here its events have been cut into batches; they come at an even rate. */
  private long cutUntilNanos;

  private long wakeAtNanos = Long.MAX_VALUE;

  Appender(int index, HerdModel herd, long firstEventAtNanos) {
    this.index = index;
    this.herd = herd;
    this.cutUntilNanos = firstEventAtNanos;
  }

  /** Sends what it sends now, and plans its next step. */
  abstract void step(long nowNanos);

  /** An exchange has ended; a step follows. */
  abstract void completed(Exchange exchange, long nowNanos);

  /** A planned step, unless an earlier one has taken its place. */
  final void wake(long atNanos) {
    if (atNanos == wakeAtNanos) {
      wakeAtNanos = Long.MAX_VALUE;
      step(atNanos);
    }
  }

  /** Plans a step. One that is planned earlier leads to this one. */
  final void planStep(long atNanos) {
    if (atNanos < wakeAtNanos) {
      wakeAtNanos = atNanos;
      herd.wake(index, atNanos);
    }
  }

  /** Nanoseconds until the linger of the open batch ends, or it is full. */
  final long nanosUntilReady(long nowNanos) {
    long readyNanos = Math.min(Cell.LINGER_NANOS, Cell.spanNanos(maxEvents()));
    return Math.max(0, cutUntilNanos + readyNanos - nowNanos);
  }

  /** The most events that a batch cut now may hold. */
  abstract int maxEvents();

  /** When the oldest event that has not been cut came. */
  final long oldestNanos() {
    return cutUntilNanos;
  }

  /** The span of the open batch, were it cut now. */
  final long spanNanos(long nowNanos) {
    return Math.min(Cell.spanNanos(maxEvents()), nowNanos - cutUntilNanos);
  }

  /** Cuts what is open, a full batch at most, and sends it. */
  final Exchange sendNext(boolean isProbe, long nowNanos) {
    long from = cutUntilNanos;
    cutUntilNanos += spanNanos(nowNanos);
    return herd.send(index, from, cutUntilNanos, 0, isProbe, nowNanos);
  }

  /** Gives up what came before and has not been cut. */
  final void dropOpenUntil(long untilNanos, long nowNanos) {
    if (cutUntilNanos < untilNanos) {
      drop(cutUntilNanos, untilNanos, nowNanos);
      cutUntilNanos = untilNanos;
    }
  }

  /** Gives up what came from here to there. */
  final void drop(long fromNanos, long toNanos, long nowNanos) {
    herd.drop(fromNanos, toNanos, nowNanos);
  }

  /** Sends a batch once more. */
  final Exchange sendAgain(
      long fromNanos, long toNanos, int attemptsBefore, boolean isProbe, long nowNanos) {
    return herd.send(index, fromNanos, toNanos, attemptsBefore, isProbe, nowNanos);
  }
}
