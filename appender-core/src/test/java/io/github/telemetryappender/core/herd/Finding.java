package io.github.telemetryappender.core.herd;

import java.util.List;
import java.util.Locale;

/**
 * What a run showed, as a row of {@code cells.csv}: figures are rounded to what stands there, so
 * that a table is the same whether its rows were just run or read.
 *
 * @param peakPerSecond the most requests in any second of the ten minutes after the outage
 * @param probesPerSecond of the fleet in the outage, once waits have reached their longest; no
 *     number where the outage ends before
 * @param requestsInOutage of an appender
 * @param attemptsPerDelivery from the outage until the backlog is gone, without probes
 * @param goodput what is taken two caps after the outage, as a share of what comes
 * @param drainSeconds until 95 % of the backlog were taken; infinite where that was not seen
 * @param backlog full batches that waited when the outage ended
 * @param droppedShare of what was logged in the outage, what was given up
 */
record Finding(
    Run run,
    int peakPerSecond,
    double probesPerSecond,
    double requestsInOutage,
    double attemptsPerDelivery,
    double goodput,
    double drainSeconds,
    double drainLimitSeconds,
    long backlog,
    double droppedShare) {

  static final String HEAD =
      "policy,appenders,utilisation,outage_s,kind,phases,peak_per_s,probes_per_s,"
          + "requests_in_outage_per_appender,attempts_per_batch,goodput,drain_s,drain_limit_s,"
          + "backlog_batches,dropped_share";

  static Finding of(Run run, Measures measures) {
    return new Finding(
            run,
            measures.peakPerSecond(),
            measures.probesPerSecond(),
            measures.requestsInOutagePerAppender(),
            measures.attemptsPerDelivery(),
            measures.goodput(),
            measures.drainSeconds(),
            measures.drainLimitSeconds(),
            measures.backlog(),
            measures.droppedShare())
        .rounded();
  }

  private Finding rounded() {
    return parse(row());
  }

  /** Reads what {@link #row} wrote. */
  static Finding parse(String row) {
    List<String> columns = List.of(row.split(","));
    return new Finding(
        new Run(Policy.valueOf(columns.get(0)), cell(columns)),
        Integer.parseInt(columns.get(6)),
        Double.parseDouble(columns.get(7)),
        Double.parseDouble(columns.get(8)),
        Double.parseDouble(columns.get(9)),
        Double.parseDouble(columns.get(10)),
        Double.parseDouble(columns.get(11)),
        Double.parseDouble(columns.get(12)),
        Long.parseLong(columns.get(13)),
        Double.parseDouble(columns.get(14)));
  }

  private static Cell cell(List<String> columns) {
    return new Cell(
        Integer.parseInt(columns.get(1)),
        Integer.parseInt(columns.get(2)),
        Integer.parseInt(columns.get(3)),
        OutageKind.valueOf(columns.get(4)),
        Phases.valueOf(columns.get(5)));
  }

  String row() {
    Cell cell = cell();
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%s,%s,%d,%.3f,%.2f,%.3f,%.3f,%.1f,%.1f,%d,%.4f",
        policy(),
        cell.appenders(),
        cell.utilisationPercent(),
        cell.outageSeconds(),
        cell.kind(),
        cell.phases(),
        peakPerSecond,
        probesPerSecond,
        requestsInOutage,
        attemptsPerDelivery,
        goodput,
        drainSeconds,
        drainLimitSeconds,
        backlog,
        droppedShare);
  }

  Policy policy() {
    return run.policy();
  }

  Cell cell() {
    return run.cell();
  }
}
