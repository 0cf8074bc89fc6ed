package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.SpokenLines;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.metrics.TelemetryAppenderMXBean;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.time.Clock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the README tells to look for is what the code says and shows, word for word. */
class NothingArrivesTest {

  private static final String README = readme();

  private static String readme() {
    try {
      return Files.readString(Path.of("..", "README.md"));
    } catch (IOException e) {
      throw new AssertionError("the tests run in their module's directory", e);
    }
  }

  @Test
  void theLinesToLookForAreSaid() {
    List<String> said = new ArrayList<>(SpokenLines.all());
    said.addAll(linesOfAStart());
    List<String> shown = linesShown();
    assertThat(shown).hasSizeGreaterThan(10);
    assertThat(shown)
        .allSatisfy(line -> assertThat(said).anyMatch(each -> pattern(line).matcher(each).find()));
  }

  /** What stands in the column of lines, {@code …} for anything. */
  private static List<String> linesShown() {
    String table =
        README.substring(README.indexOf("<!-- lines -->"), README.indexOf("<!-- end of lines -->"));
    return table
        .lines()
        .filter(row -> row.startsWith("| ") && !row.startsWith("| what"))
        .map(row -> row.split(" \\| ")[1])
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  private static Pattern pattern(String line) {
    return Pattern.compile(
        Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /** Of one that cannot start, and of one whose JVM ends too early. */
  private static List<String> linesOfAStart() {
    List<String> lines = new CopyOnWriteArrayList<>();
    ReportChannel channel =
        new ReportChannel() {
          @Override
          public void info(String message) {
            lines.add(message);
          }

          @Override
          public void warn(String message, @Nullable Throwable cause) {
            lines.add(message);
          }
        };
    TypedSettings bad = new TypedSettings().add("endpoint", "logs.example.com");
    TelemetryPipeline.start("cloud", bad, new TextEvents(), channel).stop();
    TypedSettings good =
        new TypedSettings()
            .add("endpoint", "http://127.0.0.1:1/in")
            .add("verifyOnStart", "off")
            .add("shutdownTimeout", "0s");
    RunningPipeline<String> running =
        (RunningPipeline<String>) TelemetryPipeline.start("cloud", good, new TextEvents(), channel);
    running.append("hello");
    Reporter reporter = new Reporter("cloud", channel);
    new ExitFlush(running, Clock.system(), reporter, Duration.ofMillis(1)).run();
    running.stop();
    return lines;
  }

  @Test
  void everyAttributeAndEveryMeterIsNamed() {
    String watching =
        README.substring(README.indexOf("## Watch it"), README.indexOf("### Hear of it"));
    List<String> attributes =
        Arrays.stream(TelemetryAppenderMXBean.class.getMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith("get") && !name.endsWith("BySeverity"))
            .map(name -> "`" + name.substring(3) + "`")
            .toList();
    assertThat(attributes).hasSizeGreaterThan(15);
    assertThat(watching).contains(attributes);
  }
}
