package io.github.telemetryappender.core.delivery;

/** The latest outcomes, so many of them and none older than so long. Delivery thread. */
final class OutcomeWindow {

  static final boolean SUCCESS = true;
  static final boolean FAILURE = false;

  /** A ring, as are their times. */
  private final boolean[] outcomes;

  private final long[] atNanos;
  private final long maxAgeNanos;
  private int oldest;
  private int size;
  private int failures;

  OutcomeWindow(int capacity, long maxAgeNanos) {
    this.outcomes = new boolean[capacity];
    this.atNanos = new long[capacity];
    this.maxAgeNanos = maxAgeNanos;
  }

  void add(boolean outcome, long nowNanos) {
    if (size == outcomes.length) {
      forgetOldest();
    }
    int place = (oldest + size) % outcomes.length;
    outcomes[place] = outcome;
    atNanos[place] = nowNanos;
    size++;
    failures += outcome == FAILURE ? 1 : 0;
  }

  void clear() {
    size = 0;
    failures = 0;
  }

  /** Whether there are {@code atLeast} outcomes and half of them or more are failures. */
  boolean isMostlyFailure(int atLeast, long nowNanos) {
    forgetOld(nowNanos);
    return size >= atLeast && failures * 2 >= size;
  }

  /** 0..1; 0 where there is no outcome. */
  double failureShare(long nowNanos) {
    forgetOld(nowNanos);
    return size == 0 ? 0 : (double) failures / size;
  }

  private void forgetOld(long nowNanos) {
    while (size > 0 && nowNanos - atNanos[oldest] > maxAgeNanos) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    failures -= outcomes[oldest] == FAILURE ? 1 : 0;
    oldest = (oldest + 1) % outcomes.length;
    size--;
  }
}
