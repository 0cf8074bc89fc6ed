package io.github.telemetryappender.benchmarks;

import static io.github.telemetryappender.benchmarks.Row.higher;
import static io.github.telemetryappender.benchmarks.Row.lower;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results as tables in Markdown, and as a chart. */
final class Report {

  private static final String BEGIN = "<!-- tables -->";
  private static final String END = "<!-- end of tables -->";

  private static final double MICROS = 1_000;
  private static final double MILLIS = 1_000_000;
  private static final double MIB = 1 << 20;

  private final Results results;

  Report(Results results) {
    this.results = results;
  }

  String tables() {
    return table("On Logback, the caller", Framework.LOGBACK, caller("≤ 0.45", "floor + 32"))
        + table("On Log4j2, the caller", Framework.LOG4J2, caller("≤ 0.60", "floor + 0"))
        + table("The rest of the way", columnsOfTheRest(), rest());
  }

  private static List<Row> caller(String p50Goal, String bytesGoal) {
    return List.of(
        lower("p50, µs", "plain.p50", MICROS, p50Goal),
        lower("p99, µs", "plain.p99", MICROS, "≤ 4"),
        lower("p99.9, µs", "plain.p999", MICROS, "≤ 12"),
        lower("p99.9 of all turns together, µs", "plain.all.p999", MICROS, "–"),
        lower("longest, µs", "plain.max", MICROS, "–"),
        lower("5 % exceptions: p50, µs", "failing.p50", MICROS, "–"),
        lower("5 % exceptions: p99, µs", "failing.p99", MICROS, "≤ 11"),
        lower("5 % exceptions: p99.9, µs", "failing.p999", MICROS, "–"),
        lower("4 threads: p50, µs", "threads4.p50", MICROS, "–"),
        lower("4 threads: p99, µs", "threads4.p99", MICROS, "–"),
        lower("64 threads: p50, µs", "threads64.p50", MICROS, "–"),
        lower("64 threads: p99, µs", "threads64.p99", MICROS, "–"),
        lower("bytes allocated by the caller", "caller_bytes", 1, bytesGoal),
        lower("bytes allocated by all threads", "process_bytes", 1, "≤ 150"),
        lower("events not delivered", "lost", 1, "0"),
        lower("idle: wake-ups per second", "wake_ups", 1, "< 1"));
  }

  private static List<Row> rest() {
    return List.of(
        higher("through, gzip, 1000/s", "gzip.throughput", 1_000, "≥ 340"),
        higher("through, not compressed, 1000/s", "plain.throughput", 1_000, "≥ 400"),
        higher("through, 50 ms per request, 1000/s", "slow.throughput", 1_000, "≥ 200"),
        lower("bytes on the wire, gzip", "gzip.wire_bytes", 1, "≤ 55 (json), ≤ 40 (otlp)"),
        lower("CPU seconds per million events at 100,000/s, gzip", "cpu", 1, "≤ 3.0"),
        lower("20 s of 503 at 5,000/s: lost", "outage_lost", 1, "0"),
        lower("the same: longest call, ms", "outage_longest", MILLIS, "≤ 1"),
        lower("the same: seconds until the last arrived", "outage_recovery", 1, "–"),
        lower("memory of 100,000 waiting events, MiB", "waiting_bytes", MIB, "≤ 8"),
        lower("stop after 10,000 events, ms", "stop", MILLIS, "≤ 50"),
        lower("the same: lost", "stop_lost", 1, "0"));
  }

  private static List<Candidate> columns(Framework framework) {
    return Stream.of(
            Candidate.of(framework).filter(Candidate::isOurs),
            Candidate.of(framework).filter(Candidate::isPeer),
            Candidate.of(framework).filter(Candidate::isFloor))
        .flatMap(candidates -> candidates)
        .toList();
  }

  private static List<Candidate> columnsOfTheRest() {
    return List.of(
        Candidate.LOGBACK_OURS,
        Candidate.LOGBACK_OURS_OTLP,
        Candidate.LOGBACK_OTEL,
        Candidate.LOGBACK_LOKI4J,
        Candidate.LOG4J2_TJAHZI,
        Candidate.LOGBACK_NO_OP);
  }

  private String table(String title, Framework framework, List<Row> rows) {
    return table(title, columns(framework), rows);
  }

  private String table(String title, List<Candidate> columns, List<Row> rows) {
    String heads =
        columns.stream()
            .map(candidate -> candidate.isFloor() ? "floor" : candidate.title())
            .collect(Collectors.joining(" | "));
    String lines =
        rows.stream().map(row -> row.markdown(columns, results)).collect(Collectors.joining("\n"));
    return "\n| %s | %s | ours / best peer | goal |\n|---|%s---|---|\n%s\n"
        .formatted(title, heads, "---:|".repeat(columns.size()), lines);
  }

  /** Puts the tables between the marks in the README, and draws the chart. */
  void write(Path readme, Path chart, String conditions) throws IOException {
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    Files.writeString(
        readme,
        text.substring(0, begin) + "\n" + conditions + "\n" + tables() + text.substring(end));
    Files.writeString(chart, new Chart(results).svg());
  }
}
