package io.github.telemetryappender.core.herd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.auth.RefreshWaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The whole table, with {@code mvn -Pherd verify}: writes the figures of {@code herd/README.md},
 * and fails where a bound breaks by more than chance.
 */
class HerdReport {

  private static final Path FOLDER = Path.of("herd");
  private static final List<Integer> OUTAGES = List.of(10, 60, 600, 3600);
  private static final List<Integer> FLEETS = List.of(100, 1_000, 10_000);

  /** Where all of them have room enough before the outage. */
  private static final Cell CHARTED =
      new Cell(1000, 30, 600, OutageKind.UNAVAILABLE, Phases.SYNCHRONOUS);

  @Test
  void aFleetKeepsItsBoundsInEveryCell() throws Exception {
    List<Finding> all = new ArrayList<>();
    for (int appenders : FLEETS) {
      List<Finding> runs =
          Runs.of(cells(appenders).map(cell -> new Run(Policy.OURS, cell)).toList());
      write("cells-" + appenders + ".csv", csv(runs));
      insert("fleet of " + appenders, CellTable.summary(runs));
      insert("beyond with " + appenders, CellTable.beyond(runs));
      all.addAll(runs);
    }
    assertThat(all)
        .allSatisfy(run -> assertThat(Bound.clearlyBrokenBy(run)).as(run.row()).isEmpty());
  }

  private static Stream<Cell> cells(int appenders) {
    return Stream.of(30, 60, 80)
        .flatMap(
            percent ->
                Stream.of(Phases.values()).flatMap(phases -> cells(appenders, percent, phases)));
  }

  /** Of every kind and length. */
  private static Stream<Cell> cells(int appenders, int percent, Phases phases) {
    return Stream.of(OutageKind.values())
        .flatMap(
            kind ->
                OUTAGES.stream()
                    .map(seconds -> new Cell(appenders, percent, seconds, kind, phases)));
  }

  @Test
  void othersDoNot() throws Exception {
    List<Run> runs =
        Stream.of(Policy.values())
            .flatMap(policy -> comparedCells().map(cell -> new Run(policy, cell)))
            .toList();
    List<Finding> findings = Runs.of(runs);
    write("policies.csv", csv(findings));
    insert("policies", CellTable.policies(findings));
  }

  /**
   * Where there is most room for a peak, and where there is least for a backlog. Without the hour,
   * which takes longer than all others together.
   */
  private static Stream<Cell> comparedCells() {
    return Stream.of(30, 80)
        .flatMap(percent -> cells(1000, percent, Phases.SYNCHRONOUS))
        .filter(cell -> cell.outageSeconds() < 3600);
  }

  private static List<String> csv(List<Finding> runs) {
    return Stream.concat(Stream.of(Finding.HEAD), runs.stream().map(Finding::row)).toList();
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
      for (int seconds : List.of(0, 10, 60, 600, 3600)) {
        RefreshWaves waves = new RefreshWaves(appenders, seconds, new SplittableRandom(appenders));
        rows.add(
            String.format(
                Locale.ROOT,
                "| %,d | %,d s | %,d | %,.0f |",
                appenders,
                seconds,
                waves.peakWhileItWorks(),
                waves.bound()));
        assertThat((double) waves.peakWhileItWorks()).isLessThanOrEqualTo(waves.allowed());
      }
    }
    insert("tokens", rows);
  }

  /** Puts lines between the marks of this name in the README, and prints them. */
  private static void insert(String name, List<String> lines) throws IOException {
    Path readme = FOLDER.resolve("README.md");
    String text = Files.readString(readme);
    String from = "<!-- " + name + " -->\n";
    String to = "<!-- end of " + name + " -->";
    assertThat(text).contains(from, to);
    String block = String.join("\n", lines) + "\n";
    System.out.println(block);
    int start = text.indexOf(from) + from.length();
    Files.writeString(readme, text.substring(0, start) + block + text.substring(text.indexOf(to)));
  }

  private static void write(String name, List<String> lines) throws IOException {
    Files.writeString(FOLDER.resolve(name), String.join("\n", lines) + "\n");
  }
}
