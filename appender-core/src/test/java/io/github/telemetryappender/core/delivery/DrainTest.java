package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a drain tries again and when it ends, whatever a clock shows whose origin is arbitrary. */
class DrainTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @ParameterizedTest
  @ValueSource(longs = {-10_000_000_000L, 0, 10_000_000_000L, Long.MAX_VALUE - 100})
  void anAttemptWaitsHalfASecondAfterAFailureAndBeforeThatForNothing(long nowNanos) {
    Drain drain = new Drain(nowNanos + 5 * SECOND, null, () -> {});
    assertThat(drain.nanosUntilNextAttempt(nowNanos)).isZero();
    drain.failed(nowNanos);
    assertThat(drain.nanosUntilNextAttempt(nowNanos)).isEqualTo(SECOND / 2);
    assertThat(drain.nanosUntilNextAttempt(nowNanos + SECOND)).isZero();
  }
}
