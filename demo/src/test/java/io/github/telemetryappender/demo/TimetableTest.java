package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

  private final Timetable minute = Timetable.filling(Duration.ofMinutes(1));

  @Test
  void theWeatherChangesInThePromisedOrder() {
    assertThat(minute.phases())
        .extracting(Phase::weather)
        .containsExactly(
            Weather.FINE,
            Weather.UNAVAILABLE,
            Weather.CLOSED,
            Weather.EXPIRED,
            Weather.SLOW,
            Weather.FINE);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 7, 60, 61, 3600})
  void phasesFillTheRunWithoutGaps(long seconds) {
    List<Phase> phases = Timetable.filling(Duration.ofSeconds(seconds)).phases();

    assertThat(phases.get(0).start()).isZero();
    for (int next = 1; next < phases.size(); next++) {
      assertThat(phases.get(next).start()).isEqualTo(phases.get(next - 1).end());
    }
    assertThat(phases.get(phases.size() - 1).end()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aPhaseEndsWhereTheNextBegins() {
    Duration change = minute.phases().get(1).start();

    assertThat(minute.at(change.minusNanos(1)).weather()).isEqualTo(Weather.FINE);
    assertThat(minute.at(change).weather()).isEqualTo(Weather.UNAVAILABLE);
  }

  @Test
  void thePhaseAfterIsTheNextOne() {
    assertThat(minute.after(Duration.ZERO)).contains(minute.phases().get(1));
  }

  @Test
  void pastItsEndTheLastPhaseHoldsAndNoneFollows() {
    assertThat(minute.at(Duration.ofHours(1))).isEqualTo(minute.phases().get(5));
    assertThat(minute.after(Duration.ofHours(1))).isEmpty();
  }
}
