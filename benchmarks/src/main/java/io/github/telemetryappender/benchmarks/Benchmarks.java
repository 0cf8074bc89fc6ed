package io.github.telemetryappender.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures all candidates on this machine and lays the results beside one another. Each has a fresh
 * JVM, and there is one sink; for the rows of the caller the candidates take short turns, so that
 * whatever else the machine does meets all of them.
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
    return "Measured on a machine with %d processors, Java %s, %d JVMs of each candidate after one another, %d turns each; load average (1, 5, 15"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                options.jvms(),
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
      for (Scenario scenario : options.scenarios()) {
        for (int jvm = 1; jvm <= options.jvms(); jvm++) {
          System.out.printf("JVM %d of %d%n", jvm, options.jvms());
          measure(scenario, sink);
        }
      }
    }
  }

  private void measure(Scenario scenario, SinkProcess sink) throws IOException {
    if (scenario == Scenario.CALLER) {
      for (Framework framework : Framework.values()) {
        measureInTurns(sink, candidates(scenario, framework));
      }
    } else {
      for (Candidate candidate : candidates(scenario)) {
        start(candidate, scenario, sink).awaitEnd();
      }
    }
  }

  private List<Candidate> candidates(Scenario scenario) {
    return scenario.candidates().stream().filter(options.candidates()::contains).toList();
  }

  private List<Candidate> candidates(Scenario scenario, Framework framework) {
    return candidates(scenario).stream().filter(c -> c.framework() == framework).toList();
  }

  /** All at once, but only one of them works at a time; then who could not share alone. */
  private void measureInTurns(SinkProcess sink, List<Candidate> candidates) throws IOException {
    Map<Candidate, ClientProcess> clients = new EnumMap<>(Candidate.class);
    try {
      for (Candidate candidate : candidates) {
        if (!candidate.isBusyInOthersTurns()) {
          clients.put(candidate, startWarm(candidate, sink));
        }
      }
      takeTurns(clients.values());
      for (Map.Entry<Candidate, ClientProcess> client : clients.entrySet()) {
        client.getValue().noMoreTurns();
        client.getValue().awaitEnd();
      }
      for (Candidate candidate : candidates) {
        if (candidate.isBusyInOthersTurns()) {
          ClientProcess alone = startWarm(candidate, sink);
          clients.put(candidate, alone);
          takeTurns(List.of(alone));
          alone.noMoreTurns();
          alone.awaitEnd();
        }
      }
    } finally {
      clients.values().forEach(ClientProcess::kill);
    }
  }

  private ClientProcess startWarm(Candidate candidate, SinkProcess sink) throws IOException {
    ClientProcess client = start(candidate, Scenario.CALLER, sink);
    client.awaitReady();
    System.out.println(candidate + " is warm");
    return client;
  }

  private void takeTurns(Collection<ClientProcess> clients) throws IOException {
    for (int round = 1; round <= options.rounds(); round++) {
      for (Turn turn : Turn.values()) {
        for (ClientProcess client : clients) {
          client.take(turn);
        }
      }
      System.out.printf("round %d of %d, load %s%n", round, options.rounds(), load());
    }
  }

  private ClientProcess start(Candidate candidate, Scenario scenario, SinkProcess sink)
      throws IOException {
    System.out.printf("%s %s%n", scenario, candidate);
    return ClientProcess.start(
        candidate,
        scenario,
        sink,
        options,
        (metric, value) -> results.add(candidate, metric, value));
  }

  /**
   * What was asked for.
   *
   * @param jvms how many JVMs each candidate has in each scenario, one after the other
   * @param rounds how many turns under each load each of them has, for the rows of the caller
   * @param scale factor of most durations
   * @param measures false: only writes down what was measured last
   * @param writes whether README.md and scaling.svg are written
   * @param jvmOptions more options for the JVMs that log
   */
  record Options(
      int jvms,
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
              Integer.parseInt(take(given, "jvms", "3")),
              Integer.parseInt(take(given, "rounds", "7")),
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
                + " is none of jvms, rounds, scale, scenarios, candidates, measure, write, jvm");
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
