package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import java.util.Arrays;

/**
 * Stands outside and knows every accepted event by its lane and position: what it was, how often
 * the server applied it, and what became of it.
 */
final class Oracle {

  private final LaneEvents[] lanes = {new LaneEvents(), new LaneEvents(), new LaneEvents()};
  private final long[] acceptedByRank = new long[Severity.COUNT];
  private final long[][] fates = new long[Fate.values().length][Severity.COUNT];
  private int accepted;

  LaneEvents lane(LaneKind kind) {
    return lanes[kind.ordinal()];
  }

  void accept(LaneKind kind, long position, Event event) {
    lane(kind).add(position, event);
    acceptedByRank[event.rank()]++;
    fates[Fate.HELD.ordinal()][event.rank()]++;
    accepted++;
  }

  /** How many events were accepted so far. */
  int accepted() {
    return accepted;
  }

  long accepted(Severity severity) {
    return acceptedByRank[severity.rank()];
  }

  long count(Fate fate, Severity severity) {
    return fates[fate.ordinal()][severity.rank()];
  }

  long count(Fate fate) {
    return Arrays.stream(fates[fate.ordinal()]).sum();
  }

  /** Decides what became of an event, once. */
  void settle(LaneKind kind, int index, Fate fate) {
    LaneEvents events = lane(kind);
    Fate before = events.fates[index];
    check(before == Fate.HELD, "1 conservation", "%s settled as %s and %s", kind, before, fate);
    events.fates[index] = fate;
    int rank = events.ranks[index];
    fates[Fate.HELD.ordinal()][rank]--;
    fates[fate.ordinal()][rank]++;
    check(
        fate != Fate.DELIVERED || events.applied[index] > 0,
        "1 conservation",
        "an event counts as delivered that the server never applied");
  }

  /** What became of an accepted event. */
  enum Fate {
    HELD,
    DELIVERED,
    REJECTED,
    EXPIRED,
    EVICTED,
    ABANDONED
  }

  /**
   * An event as its caller knows it.
   *
   * @param number in the order of acceptance
   */
  record Event(int rank, long acceptedAtNanos, int number) {}

  /** The events of one lane, by index in the order of positions. */
  static final class LaneEvents {

    private long[] positions = new long[64];
    private int[] ranks = new int[64];
    private long[] acceptedAtNanos = new long[64];
    private int[] numbers = new int[64];
    private int[] applied = new int[64];
    private int[] ambiguous = new int[64];
    private Fate[] fates = new Fate[64];
    private int size;

    private void add(long position, Event event) {
      if (size == positions.length) {
        grow();
      }
      positions[size] = position;
      ranks[size] = event.rank();
      acceptedAtNanos[size] = event.acceptedAtNanos();
      numbers[size] = event.number();
      fates[size] = Fate.HELD;
      size++;
    }

    private void grow() {
      int larger = size * 2;
      positions = Arrays.copyOf(positions, larger);
      ranks = Arrays.copyOf(ranks, larger);
      acceptedAtNanos = Arrays.copyOf(acceptedAtNanos, larger);
      numbers = Arrays.copyOf(numbers, larger);
      applied = Arrays.copyOf(applied, larger);
      ambiguous = Arrays.copyOf(ambiguous, larger);
      fates = Arrays.copyOf(fates, larger);
    }

    /** The index of the first event at or behind a position. */
    int firstFrom(long position) {
      int found = Arrays.binarySearch(positions, 0, size, position);
      return found >= 0 ? found : -found - 1;
    }

    /** The index of the event at a position. */
    int at(long position) {
      int found = Arrays.binarySearch(positions, 0, size, position);
      check(found >= 0, "3 no invention", "nothing was accepted at position %d", position);
      return found;
    }

    int size() {
      return size;
    }

    long position(int index) {
      return positions[index];
    }

    int rank(int index) {
      return ranks[index];
    }

    long acceptedAtNanos(int index) {
      return acceptedAtNanos[index];
    }

    int number(int index) {
      return numbers[index];
    }

    Fate fate(int index) {
      return fates[index];
    }

    /** The server applies it. */
    void apply(int index) {
      applied[index]++;
    }

    int applied(int index) {
      return applied[index];
    }

    /** An exchange that held it ended in a way that leaves open whether the server applied it. */
    void doubt(int index) {
      ambiguous[index]++;
    }

    int doubts(int index) {
      return ambiguous[index];
    }

    /** No event is applied more often than doubts about earlier attempts explain. */
    void checkDuplicates() {
      for (int index = 0; index < size; index++) {
        check(
            applied[index] <= 1 + ambiguous[index],
            "4 duplicates bounded",
            "an event was applied %d times with %d ambiguous outcomes",
            applied[index],
            ambiguous[index]);
      }
    }
  }
}
