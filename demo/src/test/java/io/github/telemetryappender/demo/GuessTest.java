package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-02 10:11:12 ERROR [main] disk full|ERROR",
        "[WARNING] deprecated|WARN",
        "WARN: low space|WARN",
        "SEVERE: gone|ERROR",
        "FATAL out of memory|FATAL",
        "main INFO started|INFO",
        "DEBUG x=1|DEBUG",
        "TRACE enter|TRACE"
      })
  void aLineThatNamesItsLevelIsBelieved(String line, Severity severity) {
    assertThat(Guess.severityOf(line, 1)).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({"an error of judgement", "WARNINGS", "ERRORS"})
  void aWordThatOnlyLooksLikeALevelIsNot(String line) {
    assertThat(Guess.severityOf(line, 2)).isEqualTo(Severity.INFO);
  }

  @Test
  void aTextThatSaysNothingIsLoggedAsAMixOfAllSeverities() {
    Map<Severity, Integer> mix = new EnumMap<>(Severity.class);
    for (int number = 1; number <= 200; number++) {
      mix.merge(Guess.severityOf("Alice", number), 1, Integer::sum);
    }

    assertThat(mix)
        .containsEntry(Severity.FATAL, 1)
        .containsEntry(Severity.ERROR, 3)
        .containsEntry(Severity.WARN, 10)
        .containsEntry(Severity.INFO, 133)
        .containsEntry(Severity.DEBUG, 47)
        .containsEntry(Severity.TRACE, 6);
  }
}
