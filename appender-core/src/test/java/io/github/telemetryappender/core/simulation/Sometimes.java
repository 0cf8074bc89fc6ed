package io.github.telemetryappender.core.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which situations runs have reached, and in how many runs: what is never reached is not tested.
 */
final class Sometimes {

  private final Map<String, Integer> runs = new TreeMap<>();
  private final TreeSet<String> inThisRun = new TreeSet<>();

  /** In the run under way. */
  void reached(String situation) {
    inThisRun.add(situation);
  }

  /** Ends a run. */
  void endRun() {
    inThisRun.forEach(situation -> runs.merge(situation, 1, Integer::sum));
    inThisRun.clear();
  }

  /** By situation, the number of runs. */
  Map<String, Integer> runs() {
    return runs;
  }
}
