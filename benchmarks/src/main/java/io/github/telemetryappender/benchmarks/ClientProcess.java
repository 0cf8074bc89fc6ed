package io.github.telemetryappender.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One measurement in a JVM of its own. */
final class ClientProcess {

  private ClientProcess() {}

  /** Runs it and returns the results by metric. */
  static Map<String, Double> run(
      Candidate candidate, Scenario scenario, SinkProcess sink, Benchmarks.Options options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // All of the heap's pages are there from the start: what grows lies outside of it.
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"));
    // Else the classes of a start fill the first 21 MB, and a collection comes while we measure.
    command.add("-XX:MetaspaceSize=128m");
    command.addAll(options.jvmOptions());
    command.add("-cp");
    command.add(candidate.classPath(Objects.requireNonNull(System.getProperty("java.class.path"))));
    command.add(Client.class.getName());
    command.add(candidate.name());
    command.add(scenario.name());
    command.add(sink.url());
    command.add(sink.counters().toString());
    command.add(Double.toString(options.scale()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return results(process);
  }

  private static Map<String, Double> results(Process process) throws IOException {
    Map<String, Double> results = new HashMap<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("RESULT")) {
          results.put(words[1], Double.valueOf(words[2]));
        } else {
          System.out.println(line);
        }
      }
    }
    return results;
  }
}
