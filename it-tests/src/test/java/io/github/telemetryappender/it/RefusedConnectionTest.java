package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import org.junit.jupiter.api.Test;

/** Nobody listens where the endpoint should be. */
class RefusedConnectionTest extends ShippingContract {

  @Test
  void whatWasLoggedBeforeTheEndpointCameUpArrives() {
    endpoint.close();
    start(settings());
    logEach(Severity.INFO, 100);
    awaitAttempts(2);

    endpoint.open();
    awaitDelivered(100);
    assertThat(logging.snapshot().total().lost()).isZero();
  }

  @Test
  void anEndpointThatGoesAwayAndComesBackMissesNothing() {
    start(settings());
    logEach(Severity.INFO, 10);
    awaitDelivered(10);

    endpoint.close();
    long attempts = attempts();
    logEach(Severity.INFO, 10);
    awaitAttempts(attempts + 2);
    assertThat(logging.snapshot().total().held()).isEqualTo(10);

    endpoint.open();
    awaitDelivered(20);
  }

  private void awaitAttempts(long count) {
    eventually(count + " attempts", () -> attempts() >= count, logging::snapshot);
  }

  private long attempts() {
    return logging.snapshot().attemptsByOutcome().values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
