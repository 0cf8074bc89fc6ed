package io.github.telemetryappender.core.herd;

import java.util.Arrays;

/** The batches of an appender that are to be sent again. */
final class Waiting {

  /** No such batch. */
  static final int NONE = -1;

  private long[] due = new long[4];
  private long[] from = new long[4];
  private long[] to = new long[4];
  private int[] attempts = new int[4];
  private int size;

  private long earliestDue = Long.MAX_VALUE;
  private long earliestFrom = Long.MAX_VALUE;
  private long latestFrom = Long.MIN_VALUE;

  void add(long dueAtNanos, Exchange failed) {
    if (size == due.length) {
      due = Arrays.copyOf(due, 2 * size);
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
      attempts = Arrays.copyOf(attempts, 2 * size);
    }
    due[size] = dueAtNanos;
    from[size] = failed.fromNanos;
    to[size] = failed.toNanos;
    attempts[size] = failed.attemptsBefore + 1;
    include(size);
    size++;
  }

  private void include(int place) {
    earliestDue = Math.min(earliestDue, due[place]);
    earliestFrom = Math.min(earliestFrom, from[place]);
    latestFrom = Math.max(latestFrom, from[place]);
  }

  void remove(int place) {
    size--;
    due[place] = due[size];
    from[place] = from[size];
    to[place] = to[size];
    attempts[place] = attempts[size];
    earliestDue = Long.MAX_VALUE;
    earliestFrom = Long.MAX_VALUE;
    latestFrom = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      include(i);
    }
  }

  int size() {
    return size;
  }

  long dueAtNanos(int place) {
    return due[place];
  }

  /** When the oldest event in it came. */
  long fromNanos(int place) {
    return from[place];
  }

  /** When the newest event in it came. */
  long toNanos(int place) {
    return to[place];
  }

  /** How often it has been sent. */
  int attempts(int place) {
    return attempts[place];
  }

  /** When the first of them is due; {@link Long#MAX_VALUE} where there is none. */
  long earliestDueNanos() {
    return earliestDue;
  }

  /** When the oldest event in any of them came; {@link Long#MAX_VALUE} where there is none. */
  long earliestFromNanos() {
    return earliestFrom;
  }

  /** When the youngest of them begins; {@link Long#MIN_VALUE} where there is none. */
  long latestFromNanos() {
    return latestFrom;
  }
}
