package io.github.telemetryappender.core.simulation;

/** A hash over everything that happened, in order: equal runs have equal ones. */
final class Trace {

  /** Whether the story of a run is printed; for one that is looked into. */
  private static final boolean TOLD = Boolean.getBoolean("simulation.told");

  private long hash = 0x9e37_79b9_7f4a_7c15L;

  void add(long what) {
    hash = (hash ^ what) * 0xbf58_476d_1ce4_e5b9L;
    hash ^= hash >>> 29;
  }

  /** Adds a number, and tells what it stands for where somebody listens. */
  void add(long what, long elapsedNanos, Object story) {
    add(what);
    if (TOLD) {
      System.out.printf("%,20d %s%n", elapsedNanos, story);
    }
  }

  long hash() {
    return hash;
  }
}
