package io.github.telemetryappender.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What was measured. One thread. */
final class Results {

  private final Map<String, Double> values = new TreeMap<>();

  void add(Candidate candidate, String metric, double value) {
    values.put(key(candidate, metric), value);
  }

  private static String key(Candidate candidate, String metric) {
    return candidate + " " + metric;
  }

  /** Empty where it was not measured. */
  OptionalDouble value(Candidate candidate, String metric) {
    Double value = values.get(key(candidate, metric));
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** All values, a line for each candidate and metric. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    values.forEach((key, value) -> lines.add(key + " " + value));
    return lines;
  }

  /** Takes up what {@link #lines} once returned. */
  void read(List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ");
      values.put(words[0] + " " + words[1], Double.valueOf(words[2]));
    }
  }
}
