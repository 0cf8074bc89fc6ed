package io.github.telemetryappender.core.herd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.auth.RefreshWaves;
import java.util.SplittableRandom;
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
    assertThat(Bound.brokenBy(run(percent, seconds, kind, Policy.OURS))).isEmpty();
  }

  @ParameterizedTest(name = "{0} % busy, 10 min, {1}")
  @CsvSource({"30, REFUSE", "60, UNAVAILABLE", "60, UNAVAILABLE_RETRY_AFTER", "80, BLACK_HOLE"})
  void aFleetSparesItAfterALongOutage(int percent, OutageKind kind) {
    assertThat(Bound.brokenBy(run(percent, 600, kind, Policy.OURS))).isEmpty();
  }

  /** What would be too old before its turn leaves earlier, and not all at once. */
  @Test
  void aFleetSparesItWhereEventsAreAboutToBeTooOld() {
    assertThat(Bound.brokenBy(run(30, 3600, OutageKind.SLOW, Policy.OURS_15_MIN))).isEmpty();
  }

  /** Batches are tiny after so many time-outs, which makes many of them; they grow again. */
  @Test
  void aFleetSparesItAfterAnHourWithoutAnswers() {
    assertThat(Bound.brokenBy(run(30, 3600, OutageKind.BLACK_HOLE, Policy.OURS))).isEmpty();
  }

  @Test
  void withoutJitterTheFleetComesBackAsOne() {
    assertThat(Bound.brokenBy(run(60, 10, OutageKind.UNAVAILABLE, Policy.NO_JITTER_PACED)))
        .contains(Bound.PEAK);
  }

  @Test
  void withoutAPaceTheBacklogComesAtOnce() {
    assertThat(Bound.brokenBy(run(30, 600, OutageKind.UNAVAILABLE, Policy.UNPACED)))
        .contains(Bound.PEAK);
  }

  @Test
  void aHigherPaceThanTheDefaultIsTooMuch() {
    assertThat(Bound.brokenBy(run(30, 600, OutageKind.UNAVAILABLE, Policy.PACE_2)))
        .contains(Bound.PEAK);
  }

  @Test
  void batchesThatAreRepeatedForThemselvesAreAHerd() {
    assertThat(Bound.brokenBy(run(60, 60, OutageKind.UNAVAILABLE, Policy.EVERY_5_S)))
        .containsExactly(Bound.PEAK, Bound.PROBES, Bound.ATTEMPTS, Bound.DRAIN);
  }

  /** What is asked too much of refuses for good: it was given up by then. */
  @Test
  void batchesThatAreRepeatedAtOnceAreLost() {
    assertThat(Bound.brokenBy(run(60, 60, OutageKind.UNAVAILABLE, Policy.AT_ONCE)))
        .containsExactly(Bound.PROBES, Bound.ATTEMPTS, Bound.GOODPUT);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    assertThat(run(60, 10, OutageKind.SLOW, Policy.OURS))
        .isEqualTo(run(60, 10, OutageKind.SLOW, Policy.OURS));
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "1000, 60", "1000, 600", "10000, 60", "10000, 600"})
  void tokensAreNotRenewedByTheWholeFleetAtOnce(int appenders, int outageSeconds) {
    RefreshWaves waves =
        new RefreshWaves(appenders, outageSeconds, new SplittableRandom(appenders));
    assertThat((double) waves.peakWhileItWorks()).isLessThanOrEqualTo(waves.allowed());
  }

  @Test
  void withoutJitterAllTokensAreRenewedInTheSameSecond() {
    RefreshWaves waves = new RefreshWaves(1000, 0, () -> 0);
    assertThat(waves.peakWhileItWorks()).isEqualTo(1000);
  }

  private static Finding run(int percent, int seconds, OutageKind kind, Policy policy) {
    Cell cell = new Cell(1000, percent, seconds, kind, Phases.SYNCHRONOUS);
    return new Run(policy, cell).finding();
  }
}
