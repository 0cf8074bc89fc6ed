package io.github.telemetryappender.core.herd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Runs as rows of Markdown, or of a file for a spreadsheet. */
final class CellTable {

  private CellTable() {}

  /** Every run with every measure. */
  static List<String> all(List<Measures> runs) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "appenders,utilisation,outage_s,kind,phases,peak_per_s,peak_limit,probes_per_s,"
            + "probes_limit,requests_in_outage_per_appender,attempts_per_batch,goodput,drain_s,"
            + "drain_limit_s,backlog_batches,broken");
    runs.forEach(run -> rows.add(row(run)));
    return rows;
  }

  private static String row(Measures run) {
    Cell cell = run.cell();
    Bounds bounds = new Bounds(run);
    return String.format(
        Locale.ROOT,
        "%d,%d,%d,%s,%s,%d,%.0f,%.2f,%.2f,%.1f,%.3f,%.3f,%.1f,%.1f,%d,%s",
        cell.appenders(),
        cell.utilisationPercent(),
        cell.outageSeconds(),
        cell.kind().words(),
        cell.phases().words(),
        run.peakPerSecond(),
        bounds.peakLimit(),
        run.probesPerSecond(),
        bounds.probesLimit(),
        run.requestsInOutagePerAppender(),
        run.attemptsPerDelivery(),
        run.goodput(),
        run.drainSeconds(),
        run.drainLimitSeconds(),
        run.backlog(),
        String.join(" and ", bounds.broken()));
  }

  /** The worst of each kind and length of outage, over utilisations and phases. */
  static List<String> summary(List<Measures> runs, int appenders) {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| outage | for | peak/s | of its limit | probes/s of limit | attempts per batch | goodput"
            + " | drained in | of its limit |");
    rows.add("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (OutageKind kind : OutageKind.values()) {
      for (int seconds : List.of(10, 60, 600, 3600)) {
        List<Measures> same =
            runs.stream()
                .filter(run -> run.cell().appenders() == appenders)
                .filter(run -> run.cell().kind() == kind && run.cell().outageSeconds() == seconds)
                .toList();
        if (!same.isEmpty()) {
          rows.add(worst(kind, seconds, same));
        }
      }
    }
    return rows;
  }

  private static String worst(OutageKind kind, int seconds, List<Measures> runs) {
    return String.format(
        Locale.ROOT,
        "| %s | %d s | %,.0f | %s | %s | %.2f | %.2f | %,.0f s | %s |",
        kind.words(),
        seconds,
        most(runs, Measures::peakPerSecond),
        percent(most(runs, CellTable::peakShare)),
        kind.isTotal() ? percent(most(runs, CellTable::probeShare)) : "—",
        most(runs, Measures::attemptsPerDelivery),
        -most(runs, run -> -run.goodput()),
        most(runs, Measures::drainSeconds),
        percent(most(runs, run -> run.drainSeconds() / run.drainLimitSeconds())));
  }

  static List<String> policyHead(int cells) {
    return List.of(
        "| policy | peak/s of limit | probes/s of limit | attempts per batch | least goodput |"
            + " drained of limit | lost of the outage | cells of "
            + cells
            + " that break a bound |",
        "|---|--:|--:|--:|--:|--:|--:|--:|");
  }

  static String policyRow(Policy policy, List<Measures> runs) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %.2f | %s | %s | %d |",
        policy.words(),
        percent(most(runs, CellTable::peakShare)),
        percent(most(runs, CellTable::probeShare)),
        most(runs, Measures::attemptsPerDelivery),
        -most(runs, run -> -run.goodput()),
        percent(most(runs, run -> run.drainSeconds() / run.drainLimitSeconds())),
        percent(most(runs, Measures::droppedShare)),
        runs.stream().filter(run -> !new Bounds(run).broken().isEmpty()).count());
  }

  private static double peakShare(Measures run) {
    return run.peakPerSecond() / new Bounds(run).peakLimit();
  }

  private static double probeShare(Measures run) {
    return run.probesPerSecond() / new Bounds(run).probesLimit();
  }

  /** The largest; what does not apply to a run is left out. */
  private static double most(List<Measures> runs, ToDoubleFunction<Measures> measure) {
    return runs.stream()
        .mapToDouble(measure)
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NaN);
  }

  private static String percent(double share) {
    if (Double.isNaN(share)) {
      return "—";
    }
    return Double.isInfinite(share) ? "never" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
