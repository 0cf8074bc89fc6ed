package io.github.telemetryappender.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.simulation.Scenario.Packing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the delivery side under the simulator.
 *
 * <p>Properties: {@code simulation.seconds} how long the run over many seeds may take (default 60),
 * {@code simulation.seeds} how many it stops at (default 20000), {@code simulation.from} its first
 * seed, {@code simulation.seed} to run one seed alone, {@code simulation.packing} to run that with
 * another packing than its own, {@code simulation.told} to have its story printed.
 */
class SimulationTest {

  private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("simulation.seconds", 60));
  private static final long FIRST_SEED = Long.getLong("simulation.from", 1_000);
  private static final long MOST_SEEDS = Long.getLong("simulation.seeds", 20_000);
  private static final String ONE_SEED = System.getProperty("simulation.seed");
  private static final String PACKING = System.getProperty("simulation.packing");

  /** So many seeds must be run before a situation that none of them reached says something. */
  private static final int SEEDS_FOR_SOMETIMES = 1_500;

  /** A situation must be reached in one of so many runs. */
  private static final int SOMETIMES_IN = 1_000;

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
    for (Packing packing : Packing.values()) {
      run(Scenario.of(seed).with(packing));
    }
  }

  @Test
  void everyInvariantHoldsInEveryRunAndEverySituationIsReached() throws InterruptedException {
    if (ONE_SEED != null) {
      Scenario scenario = Scenario.of(Long.parseLong(ONE_SEED));
      run(PACKING == null ? scenario : scenario.with(Packing.valueOf(PACKING)));
      return;
    }
    Campaign campaign = new Campaign(FIRST_SEED, MOST_SEEDS, BUDGET);
    campaign.run();
    System.out.println("Simulation: " + campaign);
    if (campaign.failedSeed() != null) {
      run(Scenario.of(campaign.failedSeed()));
    }
    assertThat(campaign.unequalSeeds()).as("22 determinism: run twice").isEmpty();
    if (campaign.sometimes().ended() >= SEEDS_FOR_SOMETIMES) {
      assertThat(tooSeldom(campaign.sometimes())).isEmpty();
    }
  }

  private static Map<String, Integer> tooSeldom(Sometimes sometimes) {
    Map<String, Integer> seldom = new TreeMap<>();
    for (String situation : Situations.REQUIRED) {
      int runs = sometimes.runs().getOrDefault(situation, 0);
      if (runs == 0 || (long) runs * SOMETIMES_IN < sometimes.ended()) {
        seldom.put(situation, runs);
      }
    }
    return seldom;
  }

  private static void run(Scenario scenario) {
    try {
      Simulation.run(scenario, new Sometimes());
    } catch (Violation violation) {
      Scenario smallest = Shrinker.shrink(scenario, violation.invariant());
      throw new AssertionError(
          """
          %s
          Reproduce: mvn -pl appender-core test -Dtest=SimulationTest -Dsimulation.seed=%d -Dsimulation.packing=%s
          It is enough to have %s"""
              .formatted(violation.getMessage(), scenario.seed(), scenario.packing(), smallest),
          violation);
    }
  }
}
