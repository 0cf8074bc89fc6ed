package io.github.telemetryappender.core.simulation;

import java.util.ArrayList;
import java.util.List;

/** Takes away from a failing scenario whatever it fails without: workload first, then faults. */
final class Shrinker {

  private static final long MOST_NANOS = 60 * Scenario.SECOND;

  private final String invariant;
  private final long beganAtNanos = System.nanoTime();
  private Scenario smallest;

  private Shrinker(Scenario failing, String invariant) {
    this.smallest = failing;
    this.invariant = invariant;
  }

  /** The smallest scenario found that breaks the same invariant. */
  static Scenario shrink(Scenario failing, String invariant) {
    Shrinker shrinker = new Shrinker(failing, invariant);
    Scenario before;
    do {
      before = shrinker.smallest;
      shrinker.dropSteps();
      shrinker.dropFaults();
      shrinker.takeSettingsBack();
    } while (shrinker.smallest != before);
    return shrinker.smallest;
  }

  private void dropSteps() {
    for (int chunk = Math.max(1, smallest.steps().size() / 2); chunk > 0; chunk /= 2) {
      int from = 0;
      while (from < smallest.steps().size()) {
        List<WorkStep> fewer = new ArrayList<>(smallest.steps());
        fewer.subList(from, Math.min(from + chunk, fewer.size())).clear();
        if (!keepIfFailing(smallest.with(fewer))) {
          from += chunk;
        }
      }
    }
  }

  private void dropFaults() {
    for (Fault fault : List.copyOf(smallest.faults().keySet())) {
      keepIfFailing(smallest.without(fault));
    }
  }

  private void takeSettingsBack() {
    for (String name : List.copyOf(smallest.settings().keySet())) {
      if (Scenario.isOptional(name)) {
        keepIfFailing(smallest.withoutSetting(name));
      }
    }
  }

  private boolean keepIfFailing(Scenario candidate) {
    if (System.nanoTime() - beganAtNanos > MOST_NANOS || !fails(candidate)) {
      return false;
    }
    smallest = candidate;
    return true;
  }

  private boolean fails(Scenario candidate) {
    try {
      Simulation.run(candidate, new Sometimes());
      return false;
    } catch (Violation violation) {
      return violation.invariant().equals(invariant);
    }
  }
}
