package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

  @Test
  void withoutArgumentsABookIsLoggedForAMinute() {
    assertThat(Arguments.of(List.of()))
        .isEqualTo(new Arguments(null, 200, Duration.ofMinutes(1), null));
  }

  @Test
  void everyOptionIsTaken(@TempDir Path directory) throws Exception {
    Path text = Files.writeString(directory.resolve("a log.txt"), "one\n");

    Arguments arguments =
        of(
            "--file",
            text.toString(),
            "--rate",
            "50",
            "--duration",
            "2m",
            "--endpoint",
            "https://logs.example/in",
            "--format",
            "otlp",
            "--token",
            "secret");

    assertThat(arguments)
        .isEqualTo(
            new Arguments(
                text,
                50,
                Duration.ofMinutes(2),
                new Arguments.Target(URI.create("https://logs.example/in"), "otlp", "secret")));
  }

  @Test
  void theTokenIsNeverPrinted() {
    assertThat(of("--endpoint", "https://logs.example", "--token", "secret").toString())
        .contains("logs.example")
        .doesNotContain("secret");
  }

  @Test
  void aHyphenIsStandardInput() {
    assertThat(of("--file", "-").file()).isEqualTo(Arguments.STANDARD_INPUT);
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "5s, 5", "90S, 90", "2m, 120", "1h, 3600"})
  void aDurationHasAUnitOrIsInSeconds(String text, long seconds) {
    assertThat(of("--duration", text, "--rate", "1").length())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4s", "4", "3601", "2h", "1d", "-5", "soon", "", "5s5s", "99999999999"})
  void aDurationOutsideItsRangeIsRefused(String text) {
    assertRefused("--duration " + text + " is not in 5s..1h", "--duration", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "20001", "many", "1.5", "99999999999"})
  void aRateOutsideItsRangeIsRefused(String text) {
    assertRefused("--rate " + text + " is not a whole number in 1..20000", "--rate", text);
  }

  @Test
  void theRangeOfTheRateIncludesItsEnds() {
    assertThat(of("--rate", "1").eventsPerSecond()).isEqualTo(1);
    assertThat(of("--rate", "20000", "--duration", "50s").eventsPerSecond()).isEqualTo(20_000);
  }

  @Test
  void moreEventsThanTheEmbeddedEndpointCanRememberAreRefused() {
    assertRefused("makes 2,040,000 events", "--rate", "20000", "--duration", "51s");
  }

  @Test
  void aRealEndpointMayBeGivenAnyNumberOfEvents() {
    assertThat(
            of("--rate", "20000", "--duration", "1h", "--endpoint", "http://localhost:4318")
                .length())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertRefused("--speed is not an option", "--speed", "3");
    assertRefused("3 is not an option", "3");
  }

  @Test
  void anOptionWithoutItsValueIsNamed() {
    assertRefused("--file needs a value", "--file");
    assertRefused("--file needs a value", "--file", "--rate", "3");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path directory) {
    String missing = directory.resolve("missing.txt").toString();
    assertRefused("--file " + missing + " is not a file that can be read", "--file", missing);
  }

  @Test
  void aDirectoryIsNoText(@TempDir Path directory) {
    assertRefused("is not a file that can be read", "--file", directory.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"logs.example", "ftp://logs.example", "http:///logs", "https:", "a b"})
  void whatIsNoHttpUrlIsRefused(String text) {
    assertRefused("--endpoint " + text + " is not", "--endpoint", text);
  }

  @Test
  void formatAndTokenNeedARealEndpoint() {
    assertRefused("--format is for a real endpoint", "--format", "otlp");
    assertRefused("--token is for a real endpoint", "--token", "secret");
  }

  private static void assertRefused(String message, String... words) {
    assertThatThrownBy(() -> of(words))
        .isInstanceOf(BadArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Arguments of(String... words) {
    return Arguments.of(List.of(words));
  }
}
