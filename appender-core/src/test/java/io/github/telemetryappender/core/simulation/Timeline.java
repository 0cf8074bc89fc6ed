package io.github.telemetryappender.core.simulation;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** What is going to happen, in the order of virtual time and, at one time, of planning. */
final class Timeline {

  /** For "not planned". */
  static final long NEVER = Long.MAX_VALUE;

  private final SimClock clock;
  private final PriorityQueue<Happening> planned = new PriorityQueue<>();
  private long count;

  // What is known from the beginning, which needs no order made.
  private List<WorkStep> steps = List.of();
  private Consumer<WorkStep> performer = step -> {};
  private int stepsDone;
  private long numberOfFirstStep;

  Timeline(SimClock clock) {
    this.clock = clock;
  }

  void at(long elapsedNanos, Runnable action) {
    planned.add(new Happening(elapsedNanos, count++, action));
  }

  void in(long nanos, Runnable action) {
    at(clock.elapsed() + nanos, action);
  }

  /** Plans steps that are in their order already; once in a run. */
  void plan(List<WorkStep> inOrder, Consumer<WorkStep> action) {
    steps = inOrder;
    performer = action;
    numberOfFirstStep = count;
    count += inOrder.size();
  }

  /** When the next one happens; {@link #NEVER} where none is planned. */
  long nextAt() {
    Happening next = planned.peek();
    long at = next == null ? NEVER : next.atNanos();
    return stepsDone < steps.size() ? Math.min(at, steps.get(stepsDone).atNanos()) : at;
  }

  /** Lets the next one happen. */
  void next() {
    if (isStepNext()) {
      WorkStep step = steps.get(stepsDone++);
      clock.advanceTo(step.atNanos());
      performer.accept(step);
    } else {
      Happening next = planned.remove();
      clock.advanceTo(next.atNanos());
      next.action().run();
    }
  }

  private boolean isStepNext() {
    if (stepsDone == steps.size()) {
      return false;
    }
    Happening other = planned.peek();
    long at = steps.get(stepsDone).atNanos();
    return other == null
        || at < other.atNanos()
        || (at == other.atNanos() && numberOfFirstStep + stepsDone < other.number());
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
