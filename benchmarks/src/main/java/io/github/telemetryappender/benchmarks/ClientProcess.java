package io.github.telemetryappender.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjDoubleConsumer;

/** An application that logs through one candidate, in a JVM of its own. */
final class ClientProcess {

  private final ObjDoubleConsumer<String> results;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private ClientProcess(Process process, ObjDoubleConsumer<String> results) {
    this.results = results;
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /** Its results are told by metric, as they come. */
  static ClientProcess start(
      Candidate candidate,
      Scenario scenario,
      SinkProcess sink,
      Benchmarks.Options options,
      ObjDoubleConsumer<String> results)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // All of the heap's pages are there from the start: what grows lies outside of it.
    command.addAll(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch"));
    // Else the classes of a start fill the first 21 MB, and a collection comes while we measure.
    command.add("-XX:MetaspaceSize=128m");
    // Else a thread gets 30 KB at a time where many threads have allocated, and ten times as much
    // where few have: fetching a piece takes 15 µs, and so decides the 99.9th percentile.
    command.add("-XX:TLABSize=400k");
    command.addAll(options.jvmOptions());
    command.add("-cp");
    command.add(candidate.classPath(Objects.requireNonNull(System.getProperty("java.class.path"))));
    command.add(Client.class.getName());
    command.add(candidate.name());
    command.add(scenario.name());
    command.add(sink.url());
    command.add(sink.counters().toString());
    command.add(Double.toString(options.scale()));
    return new ClientProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        results);
  }

  /** Waits until it is warm. */
  void awaitReady() throws IOException {
    awaitLine(Client.READY);
  }

  /** Has it measure under a load, and waits until it has. */
  void take(Turn turn) throws IOException {
    tell(turn.name());
    awaitLine(Client.READY);
  }

  /** Tells it that there are no more turns. */
  void noMoreTurns() throws IOException {
    tell(Client.END);
  }

  private void tell(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
  }

  private void awaitLine(String expected) throws IOException {
    for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IOException("the client has ended");
      }
      heard(line);
    }
  }

  /** Waits for its end. */
  void awaitEnd() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      heard(line);
    }
  }

  private void heard(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("RESULT")) {
      results.accept(words[1], Double.parseDouble(words[2]));
    } else {
      System.out.println(line);
    }
  }

  void kill() {
    process.destroyForcibly();
  }
}
