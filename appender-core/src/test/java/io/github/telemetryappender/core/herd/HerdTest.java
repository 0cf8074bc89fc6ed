package io.github.telemetryappender.core.herd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.auth.RefreshWaves;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some cells with a fleet of 1,000, in seconds. All of them, and the largest fleet: {@code mvn
 * -Pherd verify}.
 */
class HerdTest {

  static Stream<Arguments> cells() {
    return Stream.of(OutageKind.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(30, 10, kind),
                    Arguments.of(80, 10, kind),
                    Arguments.of(60, 60, kind)));
  }

  @ParameterizedTest(name = "{0} % busy, {1} s, {2}")
  @MethodSource("cells")
  void aFleetSparesAnEndpointThatComesBack(int percent, int seconds, OutageKind kind) {
    assertThat(new Bounds(run(percent, seconds, kind, Policy.OURS)).broken()).isEmpty();
  }

  @ParameterizedTest(name = "{0} % busy, 10 min, {1}")
  @CsvSource({"30, REFUSE", "60, UNAVAILABLE", "60, UNAVAILABLE_RETRY_AFTER", "80, BLACK_HOLE"})
  void aFleetSparesItAfterALongOutage(int percent, OutageKind kind) {
    assertThat(new Bounds(run(percent, 600, kind, Policy.OURS)).broken()).isEmpty();
  }

  @Test
  void withoutJitterTheFleetComesBackAsOne() {
    assertThat(new Bounds(run(60, 10, OutageKind.UNAVAILABLE, Policy.NO_JITTER_PACED)).broken())
        .anyMatch(words -> words.startsWith("peak"));
  }

  @Test
  void withoutAPaceTheBacklogComesAtOnce() {
    assertThat(new Bounds(run(30, 600, OutageKind.UNAVAILABLE, Policy.UNPACED)).broken())
        .anyMatch(words -> words.startsWith("peak"));
  }

  @Test
  void aHigherPaceThanTheDefaultIsTooMuch() {
    assertThat(new Bounds(run(30, 600, OutageKind.UNAVAILABLE, Policy.PACE_2)).broken())
        .anyMatch(words -> words.startsWith("peak"));
  }

  @Test
  void batchesThatAreRepeatedForThemselvesAreAHerd() {
    assertThat(new Bounds(run(60, 60, OutageKind.UNAVAILABLE, Policy.EVERY_5_S)).broken())
        .anyMatch(words -> words.startsWith("peak"))
        .anyMatch(words -> words.startsWith("attempts"));
  }

  @Test
  void theSameSeedIsTheSameRun() {
    Measures one = run(60, 10, OutageKind.SLOW, Policy.OURS);
    Measures other = run(60, 10, OutageKind.SLOW, Policy.OURS);
    assertThat(one.drainSeconds()).isEqualTo(other.drainSeconds());
    assertThat(one.peakPerSecond()).isEqualTo(other.peakPerSecond());
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "1000, 600", "10000, 0", "10000, 600"})
  void tokensAreNotRenewedByTheWholeFleetAtOnce(int appenders, int outageSeconds) {
    RefreshWaves waves = new RefreshWaves(appenders, outageSeconds, appenders);
    assertThat((double) waves.peakWhileItWorks()).isLessThanOrEqualTo(waves.allowed());
  }

  private static Measures run(int percent, int seconds, OutageKind kind, Policy policy) {
    Cell cell = new Cell(1000, percent, seconds, kind, Phases.SYNCHRONOUS);
    return new HerdModel(cell, policy).run();
  }
}
