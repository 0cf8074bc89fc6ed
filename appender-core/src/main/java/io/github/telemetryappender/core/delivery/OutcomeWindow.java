package io.github.telemetryappender.core.delivery;

/** The latest outcomes, so many of them and none older than so long. Delivery thread. */
final class OutcomeWindow {

  static final boolean SUCCESS = true;
  static final boolean FAILURE = false;

  private final boolean[] outcomes;
  private final long[] atNanos;
  private final long maxAgeNanos;
  private int size;
  private int next;

  OutcomeWindow(int capacity, long maxAgeNanos) {
    this.outcomes = new boolean[capacity];
    this.atNanos = new long[capacity];
    this.maxAgeNanos = maxAgeNanos;
  }

  void add(boolean outcome, long nowNanos) {
    outcomes[next] = outcome;
    atNanos[next] = nowNanos;
    next = (next + 1) % outcomes.length;
    size = Math.min(size + 1, outcomes.length);
  }

  void clear() {
    size = 0;
  }

  /** Whether there are {@code atLeast} outcomes and half of them or more are failures. */
  boolean isMostlyFailure(int atLeast, long nowNanos) {
    int recent = recent(nowNanos);
    return recent >= atLeast && failures(recent) * 2 >= recent;
  }

  /** 0..1; 0 where there is no outcome. */
  double failureShare(long nowNanos) {
    int recent = recent(nowNanos);
    return recent == 0 ? 0 : (double) failures(recent) / recent;
  }

  private int recent(long nowNanos) {
    int recent = 0;
    while (recent < size && nowNanos - atNanos[index(recent)] <= maxAgeNanos) {
      recent++;
    }
    return recent;
  }

  private int failures(int among) {
    int failures = 0;
    for (int age = 0; age < among; age++) {
      failures += outcomes[index(age)] == FAILURE ? 1 : 0;
    }
    return failures;
  }

  /** The place of the outcome that came {@code age} outcomes before the latest. */
  private int index(int age) {
    return Math.floorMod(next - 1 - age, outcomes.length);
  }
}
