package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The application ends. */
class StopTest extends ShippingContract {

  /** For a busy machine, on top of what stopping may take by its settings. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  @Test
  void whatIsHeldIsDelivered() {
    start(settings("batch.linger", "1m", "batch.maxEvents", "300"));
    logEach(Severity.INFO, 1_000);
    logging.stop();

    assertThat(logging.snapshot().total().delivered()).isEqualTo(1_000);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void withADeadEndpointTheRestIsCountedAndReported() {
    endpoint.close();
    start(settings("shutdownTimeout", "500ms"));
    logEach(Severity.INFO, 100);

    assertThat(timeToStop()).isLessThan(Duration.ofMillis(500).plus(SLACK));
    assertThat(logging.snapshot().total().held()).isEqualTo(100);
    assertThat(warnings())
        .filteredOn(text -> text.contains("not delivered at stop"))
        .singleElement()
        .asString()
        .contains("100");
  }

  @Test
  void anEndpointThatNeverAnswersCannotHoldTheApplicationUp() {
    endpoint.answer(aResponse().withStatus(503).withFixedDelay(4_000));
    start(settings("shutdownTimeout", "500ms"));
    logEach(Severity.INFO, 100);

    assertThat(timeToStop()).isLessThan(Duration.ofMillis(500).plus(SLACK));
    assertThat(logging.snapshot().total().held()).isEqualTo(100);
  }

  @Test
  void stoppingTwiceIsHarmless() {
    start(settings());
    logEach(Severity.INFO, 10);
    logging.stop();
    logging.stop();

    assertThat(logging.snapshot().total().delivered()).isEqualTo(10);
  }

  private Duration timeToStop() {
    long startedAtNanos = System.nanoTime();
    logging.stop();
    return Duration.ofNanos(System.nanoTime() - startedAtNanos);
  }
}
