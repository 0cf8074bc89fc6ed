package io.github.telemetryappender.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A row of a table.
 *
 * @param unit what the numbers are divided by
 * @param better which end is the good one
 * @param goal in words
 */
record Row(String title, String metric, double unit, Better better, String goal) {

  /** Which of two numbers is the better one. */
  enum Better {
    LOWER,
    HIGHER
  }

  static Row lower(String title, String metric, double unit, String goal) {
    return new Row(title, metric, unit, Better.LOWER, goal);
  }

  static Row higher(String title, String metric, double unit, String goal) {
    return new Row(title, metric, unit, Better.HIGHER, goal);
  }

  /** The row in Markdown: ours, the peers, the floor, ours against the best peer, the goal. */
  String markdown(List<Candidate> columns, Results results) {
    StringBuilder line = new StringBuilder("| ").append(title);
    for (Candidate candidate : columns) {
      line.append(" | ").append(text(candidate, results.value(candidate, metric)));
    }
    return line.append(" | ")
        .append(ratio(columns, results))
        .append(" | ")
        .append(goal)
        .append(" |")
        .toString();
  }

  private String text(Candidate candidate, OptionalDouble value) {
    if (value.isEmpty()) {
      return "–";
    }
    String number = number(value.getAsDouble() / unit);
    return candidate.isOurs() ? "**" + number + "**" : number;
  }

  static String number(double value) {
    double size = Math.abs(value);
    String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value).replaceAll("^(-?\\d+)\\.0+$", "$1");
  }

  private String ratio(List<Candidate> columns, Results results) {
    Stream<Double> peers =
        columns.stream()
            .filter(Candidate::isPeer)
            .filter(peer -> results.value(peer, "lost").orElse(0) == 0) // dropping is cheap
            .flatMap(peer -> results.value(peer, metric).stream().boxed());
    OptionalDouble best =
        better == Better.LOWER
            ? peers.mapToDouble(Double::doubleValue).min()
            : peers.mapToDouble(Double::doubleValue).max();
    OptionalDouble ours =
        columns.stream()
            .filter(Candidate::isOurs)
            .flatMapToDouble(candidate -> results.value(candidate, metric).stream())
            .findFirst();
    if (best.isEmpty() || ours.isEmpty() || best.getAsDouble() == 0) {
      return "–";
    }
    return String.format(Locale.ROOT, "%.2f", ours.getAsDouble() / best.getAsDouble());
  }
}
