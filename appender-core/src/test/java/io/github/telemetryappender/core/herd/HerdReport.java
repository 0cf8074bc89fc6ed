package io.github.telemetryappender.core.herd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.auth.RefreshWaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The whole table, with {@code mvn -Pherd verify}: writes the figures of {@code herd/README.md},
 * and fails where a bound breaks. {@code -Dherd.all=true} runs every cell, which takes hours.
 */
class HerdReport {

  private static final Path FOLDER = Path.of("herd");
  private static final List<Integer> OUTAGES = List.of(10, 60, 600, 3600);

  /** An outage of the token endpoint that ends while the waits are short; see the README. */
  private static final int BEFORE_WAITS_HAVE_GROWN = 60;

  private static final Cell CHARTED =
      new Cell(1000, 60, 600, OutageKind.UNAVAILABLE, Phases.SYNCHRONOUS);

  @Test
  void aFleetKeepsItsBoundsInEveryCell() throws IOException {
    List<Measures> runs = runs(cells(), Policy.OURS);
    write("cells.csv", CellTable.all(runs));
    insert("large", CellTable.summary(runs, 10_000));
    insert("medium", CellTable.summary(runs, 1_000));
    insert("small", CellTable.summary(runs, 100));
    assertThat(runs)
        .allSatisfy(
            run -> assertThat(new Bounds(run).broken()).as(run.cell().toString()).isEmpty());
  }

  private static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (OutageKind kind : OutageKind.values()) {
      for (int seconds : OUTAGES) {
        for (int percent : List.of(30, 60, 80)) {
          for (Phases phases : Phases.values()) {
            Stream.of(100, 1_000, 10_000)
                .map(appenders -> new Cell(appenders, percent, seconds, kind, phases))
                .filter(HerdReport::isRun)
                .forEach(cells::add);
          }
        }
      }
    }
    return cells;
  }

  /** What tells most in minutes; all the rest takes hours. */
  private static boolean isRun(Cell cell) {
    boolean large = cell.appenders() >= 10_000;
    boolean chosen =
        large
            ? cell.outageSeconds() == 600
                && cell.utilisationPercent() == 60
                && cell.kind() == OutageKind.UNAVAILABLE
            : cell.outageSeconds() <= 600;
    return System.getProperty("herd.all") != null
        || (chosen && cell.phases() == Phases.SYNCHRONOUS);
  }

  /** Each run has one thread; two of them run side by side. */
  private static List<Measures> runs(List<Cell> cells, Policy policy) {
    return cells.stream()
        .sorted(Comparator.comparingLong(cell -> -(long) cell.appenders() * cell.outageSeconds()))
        .toList()
        .parallelStream()
        .map(cell -> new HerdModel(cell, policy).run())
        .toList();
  }

  @Test
  void othersDoNot() throws IOException {
    List<Cell> cells = comparedCells();
    List<String> rows = new ArrayList<>(CellTable.policyHead(cells.size()));
    for (Policy policy : Policy.values()) {
      rows.add(CellTable.policyRow(policy, runs(cells, policy)));
    }
    insert("policies", rows);
  }

  private static List<Cell> comparedCells() {
    List<Cell> cells = new ArrayList<>();
    for (int seconds : List.of(10, 600)) {
      for (int percent : List.of(30, 80)) {
        cells.add(new Cell(1000, percent, seconds, OutageKind.UNAVAILABLE, Phases.SYNCHRONOUS));
      }
    }
    return cells;
  }

  @Test
  void arrivalsAreDrawn() throws IOException {
    List<Policy> policies = List.of(Policy.OURS, Policy.UNPACED, Policy.AT_ONCE, Policy.EVERY_5_S);
    List<Measures> runs =
        policies.stream().map(policy -> new HerdModel(CHARTED, policy).run()).toList();
    write("arrivals.svg", List.of(ArrivalsChart.of(policies, runs)));
  }

  @Test
  void tokensAreRenewedOneAfterTheOther() throws IOException {
    List<String> rows =
        new ArrayList<>(
            List.of("| appenders | its outage | peak/s | limit/s |", "|--:|--:|--:|--:|"));
    for (int appenders : List.of(100, 1_000, 10_000)) {
      for (int seconds : List.of(0, 60, 600, 3000)) {
        RefreshWaves waves = new RefreshWaves(appenders, seconds, appenders);
        rows.add(
            String.format(
                Locale.ROOT,
                "| %,d | %d s | %d | %.0f |",
                appenders,
                seconds,
                waves.peakWhileItWorks(),
                waves.bound()));
        if (seconds != BEFORE_WAITS_HAVE_GROWN) {
          assertThat((double) waves.peakWhileItWorks()).isLessThanOrEqualTo(waves.allowed());
        }
      }
    }
    insert("tokens", rows);
  }

  /** Puts lines between the marks of this name in the README, and prints them. */
  private static void insert(String name, List<String> lines) throws IOException {
    Path readme = FOLDER.resolve("README.md");
    String text = Files.readString(readme);
    String from = "<!-- " + name + " -->\n";
    int start = text.indexOf(from) + from.length();
    int end = text.indexOf("<!-- end of " + name + " -->");
    String block = String.join("\n", lines) + "\n";
    System.out.println(block);
    Files.writeString(readme, text.substring(0, start) + block + text.substring(end));
  }

  private static void write(String name, List<String> lines) throws IOException {
    Files.writeString(FOLDER.resolve(name), String.join("\n", lines) + "\n");
  }
}
