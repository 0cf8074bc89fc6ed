package io.github.telemetryappender.core.simulation;

import java.util.PriorityQueue;

/** What is going to happen, in the order of virtual time and, at one time, of planning. */
final class Timeline {

  /** For "not planned". */
  static final long NEVER = Long.MAX_VALUE;

  private final SimClock clock;
  private final PriorityQueue<Happening> planned = new PriorityQueue<>();
  private long count;

  Timeline(SimClock clock) {
    this.clock = clock;
  }

  void at(long elapsedNanos, Runnable action) {
    planned.add(new Happening(elapsedNanos, count++, action));
  }

  void in(long nanos, Runnable action) {
    at(clock.elapsed() + nanos, action);
  }

  /** When the next one happens; {@link #NEVER} where none is planned. */
  long nextAt() {
    Happening next = planned.peek();
    return next == null ? NEVER : next.atNanos();
  }

  /** Lets the next one happen. */
  void next() {
    Happening next = planned.remove();
    clock.advanceTo(next.atNanos());
    next.action().run();
  }

  /** How many have been planned since the beginning. */
  long count() {
    return count;
  }

  private record Happening(long atNanos, long number, Runnable action)
      implements Comparable<Happening> {

    @Override
    public int compareTo(Happening other) {
      return atNanos == other.atNanos
          ? Long.compare(number, other.number)
          : Long.compare(atNanos, other.atNanos);
    }
  }
}
