package io.github.telemetryappender.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the delivery side under the simulator.
 *
 * <p>Properties: {@code simulation.seconds} how long the run over many seeds may take (default 40),
 * {@code simulation.seeds} how many it stops at, {@code simulation.from} its first seed, {@code
 * simulation.seed} to run one seed alone, {@code simulation.told} to have its story printed.
 */
class SimulationTest {

  private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("simulation.seconds", 40));
  private static final long FIRST_SEED = Long.getLong("simulation.from", 1_000);
  private static final long MOST_SEEDS = Long.getLong("simulation.seeds", Long.MAX_VALUE);
  private static final String ONE_SEED = System.getProperty("simulation.seed");

  /** So many seeds must be run before a situation that none of them reached says something. */
  private static final int SEEDS_FOR_SOMETIMES = 1_000;

  /** Every so many seeds one is run twice. */
  private static final int REPEATED_EVERY = 50;

  private static final List<String> SITUATIONS =
      List.of(
          "action ok",
          "action retry",
          "action retry_after",
          "action fresh",
          "action plain",
          "action halve",
          "action shorten",
          "action reauth",
          "action split",
          "action drop",
          "action hold",
          "action redir",
          "lost abandoned.encoding",
          "lost abandoned.shutdown",
          "lost evicted",
          "lost expired",
          "lost rejected.max_attempts",
          "dropped OVERFLOW",
          "dropped STOPPED",
          "sent through a gate CLOSED",
          "sent through a gate HALF_OPEN",
          "sent through a gate HELD",
          "sent while a backlog is paced",
          "gate from CLOSED to OPEN",
          "gate from CLOSED to HELD",
          "gate from OPEN to HALF_OPEN",
          "gate from HALF_OPEN to OPEN",
          "gate from HALF_OPEN to CLOSED",
          "gate from HALF_OPEN to HELD",
          "gate from HELD to CLOSED",
          "flush",
          "hold reported",
          "recovery reported");

  static LongStream seedsThatFailedOnce() throws IOException {
    try (InputStream in = SimulationTest.class.getResourceAsStream("/simulation/seeds.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .mapToLong(line -> Long.parseLong(line.split(" ", 2)[0]));
    }
  }

  @ParameterizedTest
  @MethodSource("seedsThatFailedOnce")
  void aSeedThatFailedOnceHolds(long seed) {
    run(seed, new Sometimes());
  }

  @Test
  void everyInvariantHoldsInEveryRunAndEverySituationIsReached() {
    if (ONE_SEED != null) {
      run(Long.parseLong(ONE_SEED), new Sometimes());
      return;
    }
    Sometimes sometimes = new Sometimes();
    long begin = System.nanoTime();
    long steps = 0;
    long seeds = 0;
    while (seeds < MOST_SEEDS && System.nanoTime() - begin < BUDGET.toNanos()) {
      long seed = FIRST_SEED + seeds++;
      Simulation.Outcome outcome = run(seed, sometimes);
      steps += outcome.steps();
      if (seeds % REPEATED_EVERY == 0) {
        assertThat(run(seed, new Sometimes()))
            .as("22 determinism: seed %d run twice", seed)
            .isEqualTo(outcome);
      }
      sometimes.endRun();
    }
    System.out.printf(
        "Simulation: seeds %d..%d (%d), %d steps of the delivery thread, no violation%n",
        FIRST_SEED, FIRST_SEED + seeds - 1, seeds, steps);
    if (seeds >= SEEDS_FOR_SOMETIMES) {
      assertThat(sometimes.runs()).containsKeys(SITUATIONS.toArray(String[]::new));
    }
  }

  private static Simulation.Outcome run(long seed, Sometimes sometimes) {
    try {
      return Simulation.run(Scenario.of(seed), sometimes);
    } catch (Violation violation) {
      Scenario smallest = Shrinker.shrink(Scenario.of(seed), violation.invariant());
      throw new AssertionError(
          """
          %s
          Reproduce: mvn -pl appender-core test -Dtest=SimulationTest -Dsimulation.seed=%d
          It is enough to have the faults %s, the settings %s, and the steps %s"""
              .formatted(
                  violation.getMessage(),
                  seed,
                  smallest.faults(),
                  smallest.settings(),
                  smallest.steps()),
          violation);
    }
  }
}
