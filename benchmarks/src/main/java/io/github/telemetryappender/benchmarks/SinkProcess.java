package io.github.telemetryappender.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sink in a JVM of its own. */
final class SinkProcess implements AutoCloseable {

  private final Process process;
  private final Path counters;
  private final int port;

  private SinkProcess(Process process, Path counters, int port) {
    this.process = process;
    this.counters = counters;
    this.port = port;
  }

  static SinkProcess start(Path counters) throws IOException {
    Files.deleteIfExists(counters);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Sink.class.getName(),
                    counters.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    return new SinkProcess(process, counters, Integer.parseInt(output.readLine()));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  Path counters() {
    return counters;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
