package io.github.telemetryappender.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What was measured, round by round. One thread. */
final class Results {

  private final Map<String, List<Double>> values = new TreeMap<>();

  void add(Candidate candidate, String metric, double value) {
    values.computeIfAbsent(key(candidate, metric), k -> new ArrayList<>()).add(value);
  }

  private static String key(Candidate candidate, String metric) {
    return candidate + " " + metric;
  }

  /** The median over the rounds; empty where it was not measured. */
  OptionalDouble median(Candidate candidate, String metric) {
    double[] sorted =
        values.getOrDefault(key(candidate, metric), List.of()).stream()
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return OptionalDouble.of(median);
  }

  /** All values, a line for each candidate and metric. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    values.forEach((key, all) -> lines.add(key + " " + all.toString().replaceAll("[\\[\\],]", "")));
    return lines;
  }

  /** Takes up what {@link #lines} once returned. */
  void read(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ");
      List<Double> rounds =
          new ArrayList<>(Arrays.stream(words).skip(2).map(Double::valueOf).toList());
      values.put(words[0] + " " + words[1], rounds);
    }
  }

  Map<String, List<Double>> all() {
    return Collections.unmodifiableMap(values);
  }
}
