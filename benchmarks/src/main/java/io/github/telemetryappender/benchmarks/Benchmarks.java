package io.github.telemetryappender.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures all candidates on this machine and lays the results beside one another. Each measurement
 * runs in a fresh JVM, against one sink; the candidates take turns within a round, so that whatever
 * else the machine does meets all of them.
 */
final class Benchmarks {

  private static final Path RESULTS = Path.of("target", "results.txt");

  private final Options options;
  private final Results results = new Results();
  private final String loadBefore;

  private Benchmarks(Options options) throws IOException {
    this.options = options;
    this.loadBefore = load();
  }

  /** Arguments: {@code name=value}, see {@link Options}. */
  public static void main(String[] arguments) throws IOException {
    new Benchmarks(Options.parse(arguments)).run();
  }

  private void run() throws IOException {
    Files.createDirectories(RESULTS.getParent());
    if (!options.measures()) {
      results.read(Files.readAllLines(RESULTS));
    } else {
      measure();
      Files.write(RESULTS, results.lines());
    }
    Report report = new Report(results);
    System.out.println(report.tables());
    if (options.writes()) {
      report.write(Path.of("README.md"), Path.of("scaling.svg"), conditions());
    }
  }

  /** What was measured on, and how busy it was. */
  private String conditions() throws IOException {
    return "Measured on a machine with %d processors, Java %s, in %d round(s); load average (1, 5, 15"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                options.rounds())
        + " minutes) "
        + loadBefore
        + " before and "
        + load()
        + " after, with what the benchmark itself adds.\n";
  }

  private static String load() throws IOException {
    String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
    return String.join(" / ", List.of(words).subList(0, 3));
  }

  private void measure() throws IOException {
    try (SinkProcess sink = SinkProcess.start(RESULTS.resolveSibling("sink.counters"))) {
      for (int round = 1; round <= options.rounds(); round++) {
        for (Scenario scenario : options.scenarios()) {
          if (round == 1 || scenario.isRepeated()) {
            measure(sink, scenario, round);
          }
        }
      }
    }
  }

  private void measure(SinkProcess sink, Scenario scenario, int round) throws IOException {
    for (Candidate candidate : scenario.candidates()) {
      if (options.candidates().contains(candidate)) {
        long startNanos = System.nanoTime();
        Map<String, Double> measured = ClientProcess.run(candidate, scenario, sink, options);
        measured.forEach((metric, value) -> results.add(candidate, metric, value));
        System.out.printf(
            "round %d %s %s (%.0f s, load %s) %s%n",
            round,
            scenario,
            candidate,
            (System.nanoTime() - startNanos) / 1e9,
            Files.readString(Path.of("/proc/loadavg")).split(" ")[0],
            new TreeMap<>(measured));
      }
    }
  }

  /**
   * What was asked for.
   *
   * @param rounds how often the rows of the caller are measured; their medians count
   * @param scale factor of most durations
   * @param measures false: only writes down what was measured last
   * @param writes whether README.md and scaling.svg are written
   * @param jvmOptions more options for the JVMs that log
   */
  record Options(
      int rounds,
      double scale,
      List<Scenario> scenarios,
      List<Candidate> candidates,
      boolean measures,
      boolean writes,
      List<String> jvmOptions) {

    static Options parse(String[] arguments) {
      Map<String, String> given = new TreeMap<>();
      for (String argument : arguments) {
        String[] parts = argument.split("=", 2);
        given.put(parts[0], parts.length > 1 ? parts[1] : "true");
      }
      List<String> scenarios = names(take(given, "scenarios", ""));
      List<String> candidates = names(take(given, "candidates", ""));
      Options options =
          new Options(
              Integer.parseInt(take(given, "rounds", "3")),
              Double.parseDouble(take(given, "scale", "1")),
              scenarios.isEmpty()
                  ? List.of(Scenario.values())
                  : scenarios.stream().map(Scenario::valueOf).toList(),
              candidates.isEmpty()
                  ? List.of(Candidate.values())
                  : candidates.stream().map(Candidate::valueOf).toList(),
              Boolean.parseBoolean(take(given, "measure", "true")),
              Boolean.parseBoolean(take(given, "write", "false")),
              names(take(given, "jvm", "")));
      if (!given.isEmpty()) {
        throw new IllegalArgumentException(
            given.keySet()
                + " is none of rounds, scale, scenarios, candidates, measure, write, jvm");
      }
      return options;
    }

    private static String take(Map<String, String> given, String name, String otherwise) {
      String value = given.remove(name);
      return value == null ? otherwise : value;
    }

    private static List<String> names(String list) {
      return Arrays.stream(list.split(",")).filter(name -> !name.isEmpty()).toList();
    }
  }
}
