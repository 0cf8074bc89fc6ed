package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An application in a JVM of its own. Closing it kills it. */
final class ChildJvm implements AutoCloseable {

  private static final long LONGEST_END_SECONDS = 60;

  private final Path output;
  private final Process process;

  private ChildJvm(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /**
   * Starts one with this JVM's class path.
   *
   * @param directory for its configuration and its output
   * @param xml the framework's configuration
   */
  static ChildJvm start(
      Path directory, Framework framework, String xml, Class<?> main, String... arguments) {
    try {
      Path configuration = Files.writeString(directory.resolve("logging.xml"), xml);
      return start(
          directory,
          options(framework, configuration),
          System.getProperty("java.class.path"),
          main.getName(),
          arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one with a class path of its own. */
  static ChildJvm start(
      Path directory, List<String> options, String classPath, String main, String... arguments) {
    try {
      Path output = Files.createFile(directory.resolve("output.txt"));
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
      command.addAll(options);
      command.addAll(List.of("-cp", classPath));
      command.add(main);
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      return new ChildJvm(output, builder.redirectOutput(output.toFile()).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> options(Framework framework, Path configuration) {
    return switch (framework) {
      case LOGBACK -> List.of("-Dlogback.configurationFile=" + configuration.toUri());
      case LOG4J2 ->
          List.of(
              "-Dlog4j2.configurationFile=" + configuration.toUri(),
              "-Djava.util.logging.manager=org.apache.logging.log4j.jul.LogManager");
    };
  }

  /** Standard output and standard error until now. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitOutput(String text) {
    eventually("the application prints " + text, () -> output().contains(text), this::output);
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end and returns how long it took to come. */
  Duration awaitEnd(int exitStatus) {
    long startedAtNanos = System.nanoTime();
    try {
      boolean ended = process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("it ends").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the application ended", e);
    }
    assertThat(process.exitValue()).as(this::output).isEqualTo(exitStatus);
    return Duration.ofNanos(System.nanoTime() - startedAtNanos);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
