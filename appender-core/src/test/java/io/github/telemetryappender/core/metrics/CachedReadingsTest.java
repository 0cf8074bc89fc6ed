package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CachedReadingsTest {

  private long nowNanos = Long.MAX_VALUE - 10;
  private int asked;
  private long answerTakesNanos;

  private final CachedReadings cached =
      new CachedReadings(
          this::answer,
          new Clock() {
            @Override
            public long nanos() {
              return nowNanos;
            }

            @Override
            public long epochMillis() {
              return 0;
            }
          });

  private Readings answer() {
    asked++;
    nowNanos += answerTakesNanos;
    return numbered(asked);
  }

  private static Readings numbered(int number) {
    return new Readings(Map.of(), Map.of(), Map.of(), Map.of(), number, 0, "", Vitals.NONE);
  }

  @Test
  void aBurstOfReadsAsksOnce() {
    cached.get();
    nowNanos += CachedReadings.MAX_AGE_NANOS - 1;
    assertThat(cached.get().backlogBytes()).isEqualTo(1);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void afterThatItAsksAgain() {
    cached.get();
    nowNanos += CachedReadings.MAX_AGE_NANOS;
    assertThat(cached.get().backlogBytes()).isEqualTo(2);
  }

  @Test
  void aBurstDoesNotWaitTwiceForAnAnswerThatTakesLong() {
    answerTakesNanos = 10 * CachedReadings.MAX_AGE_NANOS;
    cached.get();
    cached.get();
    assertThat(asked).isEqualTo(1);
  }
}
