package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.EndpointGate.Failure;
import io.github.telemetryappender.core.delivery.EndpointGate.Pass;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.RetryConfig;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EndpointGateTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long NOW = Long.MAX_VALUE - SECOND;
  private static final Pass PASS = new Pass(NOW, null, false);

  private final EndpointGate gate =
      new EndpointGate(
          new RetryConfig(
              Duration.ofSeconds(1),
              Duration.ofSeconds(60),
              2,
              0,
              Duration.ofMinutes(15),
              Set.of(),
              Set.of()),
          new DeliveryConfig(4, Duration.ofSeconds(5), Duration.ofSeconds(10)),
          new SplittableRandom(1),
          NOW);

  @Test
  void aProbeOfAHoldWaitsForTheEndOfThePauseTheEndpointAskedFor() {
    gate.throttled(PASS, OptionalLong.of(60 * SECOND), Long.MAX_VALUE, NOW);
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    assertThat(gate.nanosUntilOpen(NOW)).isBetween(60 * SECOND, 72 * SECOND);
  }

  @Test
  void aHoldIsProbedAfterThirtySecondsWhereNoPauseIsLonger() {
    gate.throttled(PASS, OptionalLong.of(SECOND), Long.MAX_VALUE, NOW);
    gate.hold("402", Hold.Cause.ENDPOINT, Hold.Probes.TIMED, NOW);
    assertThat(gate.nanosUntilOpen(NOW)).isEqualTo(30 * SECOND);
  }

  @Test
  void anOpenBreakerLeadsToAProbeThatTheBudgetDoesNotDelay() {
    assertThat(gate.leadsToProbe(NOW)).isFalse();
    for (int failure = 0; failure < 5; failure++) {
      gate.failed(PASS, Failure.OTHER, 0, NOW);
    }
    assertThat(gate.isProbing(NOW)).isFalse();
    assertThat(gate.leadsToProbe(NOW)).isTrue();
  }
}
