package io.github.telemetryappender.core.simulation;

/** Runs the first seeds one after another, and prints the first that breaks an invariant. */
final class FirstFailure {

  private FirstFailure() {}

  public static void main(String[] arguments) {
    int seeds = Integer.parseInt(arguments[0]);
    for (long seed = 0; seed < seeds; seed++) {
      try {
        Simulation.run(Scenario.of(seed), new Sometimes());
      } catch (Violation violation) {
        System.out.println("seed " + seed + ": " + violation.getMessage());
        return;
      }
    }
  }
}
