package io.github.telemetryappender.core.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which situations runs have reached, and in how many runs: what is never reached is not tested.
 */
final class Sometimes {

  private final Map<String, Integer> runs = new TreeMap<>();
  private final Set<String> inThisRun = new HashSet<>();
  private int ended;

  /** In the run under way. */
  void reached(String situation) {
    inThisRun.add(situation);
  }

  void reached(boolean isSo, String situation) {
    if (isSo) {
      inThisRun.add(situation);
    }
  }

  /** Ends a run. */
  void endRun() {
    inThisRun.forEach(situation -> runs.merge(situation, 1, Integer::sum));
    inThisRun.clear();
    ended++;
  }

  /** Takes over what another saw. */
  void add(Sometimes other) {
    other.runs.forEach((situation, count) -> runs.merge(situation, count, Integer::sum));
    ended += other.ended;
  }

  /** By situation, the number of runs. */
  Map<String, Integer> runs() {
    return runs;
  }

  int ended() {
    return ended;
  }
}
