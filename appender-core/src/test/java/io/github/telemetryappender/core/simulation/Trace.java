package io.github.telemetryappender.core.simulation;

/** A hash over everything that happened, in order: equal runs have equal ones. */
final class Trace {

  /** Whether the story of a run is printed; for one that is looked into. */
  static final boolean TOLD = Boolean.getBoolean("simulation.told");

  private final SimClock clock;
  private long hash = 0x9e37_79b9_7f4a_7c15L;

  Trace(SimClock clock) {
    this.clock = clock;
  }

  void add(long what) {
    hash = (hash ^ what) * 0xbf58_476d_1ce4_e5b9L;
    hash ^= hash >>> 29;
  }

  /** Adds when something happens. */
  void addNow() {
    add(clock.elapsed());
  }

  /** For a listener, if there is one; asked before a story is made. */
  void tell(String story, Object... values) {
    System.out.printf("%,20d %s%n", clock.elapsed(), story.formatted(values));
  }

  long hash() {
    return hash;
  }
}
