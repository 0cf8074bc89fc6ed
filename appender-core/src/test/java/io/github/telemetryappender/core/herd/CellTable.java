package io.github.telemetryappender.core.herd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs as tables of Markdown. */
final class CellTable {

  private CellTable() {}

  /** The worst of each kind and length of outage, over utilisations and phases. */
  static List<String> summary(List<Finding> runs) {
    List<String> rows = new ArrayList<>(head("| outage | for |", "cells within all |"));
    for (OutageKind kind : OutageKind.values()) {
      for (int seconds : seconds(runs)) {
        List<Finding> same =
            runs.stream()
                .filter(run -> run.cell().kind() == kind && run.cell().outageSeconds() == seconds)
                .toList();
        rows.add(
            row("| " + kind.words() + " | " + same.get(0).cell().outageWords() + " |", same)
                + within(same));
      }
    }
    return rows;
  }

  private static List<Integer> seconds(List<Finding> runs) {
    return runs.stream().map(run -> run.cell().outageSeconds()).distinct().sorted().toList();
  }

  /** The worst of each policy, over all its cells. */
  static List<String> policies(List<Finding> runs) {
    List<String> rows =
        new ArrayList<>(head("| policy |", "given up | cells that break a bound |"));
    for (Policy policy : Policy.values()) {
      List<Finding> own = runs.stream().filter(run -> run.policy() == policy).toList();
      long broken = own.stream().filter(run -> !Bound.brokenBy(run).isEmpty()).count();
      double dropped = own.stream().mapToDouble(Finding::droppedShare).max().orElse(0);
      rows.add(
          row("| " + policy.words() + " |", own)
              + String.format(
                  Locale.ROOT, " %s | %d of %d |", percent(dropped), broken, own.size()));
    }
    return rows;
  }

  private static List<String> head(String before, String after) {
    String bounds =
        Stream.of(Bound.values()).map(Bound::words).collect(Collectors.joining(" | ", " ", " | "));
    long columns = (before + bounds + after).chars().filter(c -> c == '|').count() - 1;
    return List.of(before + bounds + after, "|---" + "|--:".repeat((int) columns - 1) + "|");
  }

  private static String row(String before, List<Finding> runs) {
    return before
        + Stream.of(Bound.values())
            .map(bound -> worst(bound, runs))
            .collect(Collectors.joining(" | ", " ", " |"));
  }

  /** The value that is the largest share of its limit, and that share. */
  private static String worst(Bound bound, List<Finding> runs) {
    return runs.stream()
        .filter(run -> !Double.isNaN(bound.share(run)))
        .max(Comparator.comparingDouble(bound::share))
        .map(
            run ->
                number(bound.value(run)) + bound.unit(run) + " (" + percent(bound.share(run)) + ")")
        .orElse("—");
  }

  private static String within(List<Finding> runs) {
    long kept = runs.stream().filter(run -> Bound.brokenBy(run).isEmpty()).count();
    return String.format(Locale.ROOT, " %d of %d |", kept, runs.size());
  }

  /** Each value beyond its limit. */
  static List<String> beyond(List<Finding> runs) {
    List<String> rows = new ArrayList<>();
    for (Bound bound : Bound.values()) {
      runs.stream()
          .filter(run -> bound.isBrokenBy(run))
          .sorted(Comparator.comparingDouble(run -> -bound.share(run)))
          .forEach(run -> rows.add(beyond(bound, run)));
    }
    if (!rows.isEmpty()) {
      rows.add(0, "| appenders | busy | outage | for | phases | bound | value | limit |");
      rows.add(1, "|--:|--:|---|--:|---|---|--:|--:|");
    }
    return rows.isEmpty() ? List.of("None.") : rows;
  }

  private static String beyond(Bound bound, Finding run) {
    Cell cell = run.cell();
    return String.format(
        Locale.ROOT,
        "| %,d | %d %% | %s | %s | %s | %s | %s | %s |",
        cell.appenders(),
        cell.utilisationPercent(),
        cell.kind().words(),
        cell.outageWords(),
        cell.phases().words(),
        bound.words(),
        number(bound.value(run)) + bound.unit(run),
        number(bound.limit(run)) + bound.unit(run));
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return "never";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private static String percent(double share) {
    return Double.isInfinite(share)
        ? "no limit to it"
        : String.format(Locale.ROOT, "%,.0f %%", 100 * share);
  }
}
