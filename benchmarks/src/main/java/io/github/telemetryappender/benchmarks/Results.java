package io.github.telemetryappender.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What was measured, each metric as often as it was: in each turn, and in each JVM. One thread.
 *
 * <p>A metric's value is the median of what was measured. What else the machine does for half a
 * second can be seen in a hundred calls of that turn, and is no property of the appender that had
 * the turn. The longest call is the longest of all turns, and losses are summed up.
 */
final class Results {

  private final Map<String, List<Double>> samples = new TreeMap<>();

  void add(Candidate candidate, String metric, double value) {
    add(key(candidate, metric), value);
  }

  private void add(String key, double value) {
    samples.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  private static String key(Candidate candidate, String metric) {
    return candidate + " " + metric;
  }

  /** Empty where it was not measured. */
  OptionalDouble value(Candidate candidate, String metric) {
    List<Double> measured = samples.get(key(candidate, metric));
    return measured == null ? OptionalDouble.empty() : OptionalDouble.of(value(metric, measured));
  }

  private static double value(String metric, List<Double> measured) {
    double[] sorted = measured.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (metric.endsWith(".max")) {
      return sorted[sorted.length - 1];
    }
    if (metric.endsWith("lost")) {
      return measured.stream().mapToDouble(Double::doubleValue).sum();
    }
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** All that was measured, a line for each sample. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    samples.forEach((key, values) -> values.forEach(value -> lines.add(key + " " + value)));
    return lines;
  }

  /** Takes up what {@link #lines} once returned. */
  void read(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ");
      add(words[0] + " " + words[1], Double.parseDouble(words[2]));
    }
  }
}
