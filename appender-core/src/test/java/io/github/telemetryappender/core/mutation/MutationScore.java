package io.github.telemetryappender.core.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The verdict on a run of PIT, with {@code mvn -Ppit}. What decides what an answer means and when
 * the next attempt comes has no change that no test notices, but those that {@code
 * pit/survivors.csv} gives a reason for; of the rest of delivery nine of ten are noticed.
 */
class MutationScore {

  private static final Path REPORT = Path.of("target", "pit-reports", "mutations.xml");
  private static final Path SURVIVORS = Path.of("pit", "survivors.csv");
  private static final double LEAST_SHARE_OF_THE_REST = 0.9;

  /** What classifies answers and failures, and what counts, waits and paces. */
  private static final Set<String> STRICT =
      Set.of(
          "Backoff",
          "BacklogPace",
          "Bisection",
          "CircuitBreaker",
          "ConcurrencyLimit",
          "DecayingRate",
          "EndpointGate",
          "Expiry",
          "FailureClassifier",
          "Hold",
          "HoldWatch",
          "OutcomeWindow",
          "Outcomes",
          "PaceKeeper",
          "Receipts",
          "Redirects",
          "Refusals",
          "ResponseTable",
          "RetryAfter",
          "RetryBudget",
          "Rule");

  private static List<Mutant> mutants;

  @BeforeAll
  static void read() throws Exception {
    mutants = Mutant.readAll(REPORT);
    System.out.println(table());
  }

  private static String table() {
    Map<String, List<Mutant>> byClass =
        mutants.stream()
            .collect(Collectors.groupingBy(Mutant::type, TreeMap::new, Collectors.toList()));
    StringBuilder table = new StringBuilder("noticed changes\n");
    byClass.forEach(
        (type, all) -> table.append(row(all, type + (STRICT.contains(type) ? " *" : ""))));
    table.append(row(mutants, "all"));
    return table.append("by time alone: " + mutants.stream().filter(Mutant::byTime).toList())
        + "\n";
  }

  private static String row(List<Mutant> of, String name) {
    return "%5d of %5d  %s%n"
        .formatted(of.stream().filter(Mutant::noticed).count(), of.size(), name);
  }

  private static List<Mutant> survivors(boolean strict) {
    return mutants.stream()
        .filter(mutant -> !mutant.noticed() && STRICT.contains(mutant.type()) == strict)
        .toList();
  }

  @Test
  void everyChangeOfWhatDecidesIsNoticedOrHasAReasonNotToBe() throws IOException {
    Map<String, Long> reasoned = reasoned();
    List<Mutant> unreasoned = new ArrayList<>();
    for (Mutant survivor : survivors(true)) {
      if (reasoned.merge(survivor.place(), -1L, Long::sum) < 0) {
        unreasoned.add(survivor);
      }
    }
    assertThat(unreasoned).as("changes that no test notices and no reason is given for").isEmpty();
    assertThat(reasoned.values()).as("reasons for what is noticed: " + reasoned).containsOnly(0L);
  }

  /** How many survivors each place has a reason for. */
  private static Map<String, Long> reasoned() throws IOException {
    return Files.readAllLines(SURVIVORS).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(",", 4))
        .peek(row -> assertThat(row[3].strip()).as("a reason").isNotEmpty())
        .map(row -> row[0] + "," + row[1] + "," + row[2])
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  @Test
  void ofTheRestNineChangesInTenAreNoticed() {
    List<Mutant> unnoticed = survivors(false);
    long all = mutants.stream().filter(mutant -> !STRICT.contains(mutant.type())).count();
    assertThat((double) (all - unnoticed.size()) / all)
        .as("not noticed: " + unnoticed)
        .isGreaterThanOrEqualTo(LEAST_SHARE_OF_THE_REST);
  }

  @Test
  void whatIsStrictIsThere() {
    assertThat(mutants.stream().map(Mutant::type)).containsAll(STRICT);
  }
}
