package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.lane.LaneKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stands outside and knows every accepted event by its ring, lane and position: what it was, how
 * often the server applied it, and what became of it.
 */
final class Oracle {

  private final Map<Long, LaneEvents[]> rings = new LinkedHashMap<>();
  private LaneEvents[] latest = {};
  private long latestEpoch;

  /** Events are going to be accepted into a new ring. */
  void expectRing(long epoch) {
    LaneEvents[] lanes = {
      new LaneEvents(LaneKind.URGENT), new LaneEvents(LaneKind.NORMAL), new LaneEvents(LaneKind.LOW)
    };
    if (rings.put(epoch, lanes) != null) {
      throw new Violation("4 duplicates bounded", "two rings have the epoch %x", epoch);
    }
  }

  LaneEvents lane(long epoch, LaneKind kind) {
    if (epoch != latestEpoch || latest.length == 0) {
      latest = rings.get(epoch);
      latestEpoch = epoch;
      if (latest == null) {
        latest = new LaneEvents[0];
        throw new Violation("3 no invention", "no ring has the epoch %x", epoch);
      }
    }
    return latest[kind.ordinal()];
  }

  /** No event was applied more often than its doubtful exchanges explain. */
  void checkDuplicates() {
    rings.values().forEach(lanes -> Arrays.stream(lanes).forEach(LaneEvents::checkDuplicates));
  }

  /** What became of an accepted event. */
  enum Fate {
    HELD,
    /** To the pipeline that follows. */
    LEFT,
    DELIVERED,
    REJECTED,
    EXPIRED,
    EVICTED,
    ABANDONED;

    static final int COUNT = values().length;
  }

  /** The events of one lane, by index in the order of positions. */
  static final class LaneEvents {

    private final LaneKind kind;
    private long[] positions = new long[64];
    private byte[] ranks = new byte[64];
    private long[] acceptedAtNanos = new long[64];
    private int[] numbers = new int[64];
    private int[] sizes = new int[64];
    private int[] applied = new int[64];
    private int[] doubts = new int[64];
    private int[] mayRepeat = new int[64];
    private Fate[] fates = new Fate[64];
    private int size;

    LaneEvents(LaneKind kind) {
      this.kind = kind;
    }

    /**
     * A caller's event was accepted.
     *
     * @param number different for each
     * @param characters of its message, beside the number
     */
    void accept(long position, int rank, long acceptedNanos, int number, int characters) {
      if (size == positions.length) {
        grow();
      }
      positions[size] = position;
      ranks[size] = (byte) rank;
      acceptedAtNanos[size] = acceptedNanos;
      numbers[size] = number;
      sizes[size] = characters;
      fates[size] = Fate.HELD;
      size++;
    }

    private void grow() {
      int larger = size * 2;
      positions = Arrays.copyOf(positions, larger);
      ranks = Arrays.copyOf(ranks, larger);
      acceptedAtNanos = Arrays.copyOf(acceptedAtNanos, larger);
      numbers = Arrays.copyOf(numbers, larger);
      sizes = Arrays.copyOf(sizes, larger);
      applied = Arrays.copyOf(applied, larger);
      doubts = Arrays.copyOf(doubts, larger);
      mayRepeat = Arrays.copyOf(mayRepeat, larger);
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
      if (found < 0) {
        throw new Violation("3 no invention", "nothing was accepted at position %x", position);
      }
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

    int characters(int index) {
      return sizes[index];
    }

    Fate fate(int index) {
      return fates[index];
    }

    boolean isHeld(int index) {
      return fates[index] == Fate.HELD;
    }

    /** Decides what became of an event, once. */
    void settle(int index, Fate fate) {
      if (fates[index] != Fate.HELD) {
        throw new Violation(
            "1 conservation", "one of %s settled as %s and %s", kind, fates[index], fate);
      }
      fates[index] = fate;
    }

    /** What was left is held again, by another. */
    void holdAgain(int index) {
      if (fates[index] != Fate.LEFT) {
        throw new Violation("1 conservation", "recovered though it was %s", fates[index]);
      }
      fates[index] = Fate.HELD;
    }

    /** What was left waited in vain. */
    void giveUp(int index) {
      if (fates[index] != Fate.LEFT) {
        throw new Violation("1 conservation", "given up though it was %s", fates[index]);
      }
      fates[index] = Fate.ABANDONED;
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
      doubts[index]++;
    }

    /** It was applied, and an answer left open whether it was. */
    void mayRepeat(int index) {
      mayRepeat[index]++;
    }

    int doubts(int index) {
      return doubts[index];
    }

    private void checkDuplicates() {
      for (int index = 0; index < size; index++) {
        if (applied[index] > 1 + doubts[index] + mayRepeat[index]) {
          throw new Violation(
              "4 duplicates bounded",
              "an event was applied %d times with %d ambiguous outcomes",
              applied[index],
              doubts[index]);
        }
      }
    }
  }
}
