package io.github.telemetryappender.it.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM with a class path and a JDK of its own. */
final class ForeignJvm {

  private static final long LONGEST_RUN_SECONDS = 60;
  private static final Path OURS = Path.of(System.getProperty("java.home"));

  private ForeignJvm() {}

  /**
   * The homes of the JDK that runs this and, where one stands beside it that is newer, of the
   * newest. Elsewhere it is {@code -Dit.newestJdk=…}.
   */
  static List<Path> homes() {
    String given = System.getProperty("it.newestJdk", "");
    Path newest = given.isEmpty() ? newestBesideOurs() : Path.of(given);
    return feature(newest) > feature(OURS) ? List.of(OURS, newest) : List.of(OURS);
  }

  private static Path newestBesideOurs() {
    try (Stream<Path> beside = Files.list(OURS.toRealPath().getParent())) {
      return beside
          .filter(home -> feature(home) > 0)
          .reduce(OURS, (a, b) -> feature(b) > feature(a) ? b : a);
    } catch (IOException unreadable) {
      return OURS; // somewhere else than among others
    }
  }

  /** The version that the home's own file names, 0 where it is none of a JDK that can run. */
  private static int feature(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(release)) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("[^\"]*\"([^\"]*)\".*", "$1"))
          .mapToInt(version -> Runtime.Version.parse(version).feature())
          .findFirst()
          .orElse(0);
    } catch (IOException | IllegalArgumentException unknown) {
      return 0;
    }
  }

  /** Runs it to its end, which has to be a good one, and returns what it printed. */
  static String run(Path home, List<String> options, String classPath, String... mainAndArguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("jvm", ".txt");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(mainAndArguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      String text = Files.readString(output);
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
