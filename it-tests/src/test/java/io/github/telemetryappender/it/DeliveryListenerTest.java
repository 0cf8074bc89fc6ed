package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.DeliveryOutcome;
import io.github.telemetryappender.core.DeliveryOutcome.Result;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A class of the application's hears what becomes of events. */
class DeliveryListenerTest extends ShippingContract {

  @BeforeEach
  void forget() {
    HeardOutcomes.OUTCOMES.clear();
    HeardOutcomes.LEVELS.clear();
  }

  @Test
  void itHearsWhatArrivedWhatWasRefusedAndTheHealth() {
    start(settings("deliveryListener", HeardOutcomes.class.getName()));
    logEach(Severity.INFO, 3);
    awaitHeard(1);
    endpoint.answer(411);
    logEach(Severity.ERROR, 1);
    awaitHeard(2);

    DeliveryOutcome delivered = HeardOutcomes.OUTCOMES.get(0);
    assertThat(delivered.result()).isEqualTo(Result.DELIVERED);
    assertThat(delivered.events()).isEqualTo(Map.of(Severity.INFO, 3L));
    assertThat(delivered.batchId())
        .isEqualTo(endpoint.exchanges(200).get(0).getRequest().getHeader("Idempotency-Key"));
    DeliveryOutcome refused = HeardOutcomes.OUTCOMES.get(1);
    assertThat(refused.result()).isEqualTo(Result.REJECTED);
    assertThat(refused.reason()).isEqualTo("411");
    assertThat(refused.detail()).contains("answered 411");
    eventually("the level is told", () -> !HeardOutcomes.LEVELS.isEmpty(), () -> "nothing");
    assertThat(HeardOutcomes.LEVELS.get(0).level().number()).isEqualTo(3);
  }

  @Test
  void whatTheStopLeavesIsHeardBeforeTheStopIsOver() {
    endpoint.close();
    start(
        settings(
            "deliveryListener",
            HeardOutcomes.class.getName(),
            "shutdownTimeout",
            "200ms",
            "batch.linger",
            "1m"));
    logEach(Severity.INFO, 5);
    logging.stop();

    assertThat(HeardOutcomes.OUTCOMES)
        .filteredOn(outcome -> outcome.result() == Result.LEFT)
        .extracting(DeliveryOutcome::total)
        .containsExactly(5L);
    endpoint.open();
  }

  @Test
  void oneThatThrowsIsReportedWithoutWhatItSaysAndHarmsNothing() {
    start(settings("deliveryListener", HeardOutcomes.Failing.class.getName()));
    logEach(Severity.INFO, 3);
    awaitDelivered(3);
    eventually("the failure is reported", () -> warnings().size() == 1, this::warnings);

    assertThat(warnings().get(0))
        .contains("HeardOutcomes$Failing failed with java.lang.IllegalStateException")
        .doesNotContain("s3cret");
    logEach(Severity.INFO, 3);
    awaitDelivered(6);
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void aClassThatIsNoneIsOneMessage() {
    start(settings("deliveryListener", "java.lang.String"));
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains(
            "deliveryListener = java.lang.String does not implement"
                + " io.github.telemetryappender.core.DeliveryListener");
  }

  private static void awaitHeard(int outcomes) {
    eventually(
        outcomes + " outcomes are heard",
        () -> HeardOutcomes.OUTCOMES.size() >= outcomes,
        () -> HeardOutcomes.OUTCOMES);
  }
}
