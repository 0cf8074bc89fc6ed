package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent again, and what a probe is made of: the budget, the breaker and a hold decide. */
class ResendTest extends LoopScenes {

  private EndpointGate gate() {
    return new DeliveryProbe(rig.loop).endpointGate();
  }

  /**
   * Two batches of one event each wait to be sent again, and there is nothing left to pay for it.
   */
  private void spendTheBudget() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.log(Severity.INFO, 2);
    rig.work();
    int failed = 0;
    while (gate().mayResendFreely() || failed < 2) {
      rig.untilSent();
      answer(429);
      failed = new DeliveryProbe(rig.loop).deliveries().size();
    }
  }

  @Test
  void whileTheBudgetIsLowWhatIsFreshGoesFirst() {
    spendTheBudget();
    rig.log(Severity.DEBUG, 1);
    rig.work();
    rig.clock.advance(Duration.ofMinutes(1));
    rig.work();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("l");
  }

  @Test
  void whileTheBudgetIsLowAndNothingIsFreshAResendWaitsForItsDraw() {
    spendTheBudget();
    rig.untilSent();
    answer(200);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(new DeliveryProbe(rig.loop).deliveries())
        .singleElement()
        .matches(delivery -> delivery.isDue(rig.clock.nanos()), "due");
    assertThat(rig.rest).isPositive().isEqualTo(gate().nanosUntilResend(rig.clock.nanos()));
    rig.rest();
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void aDrainDoesNotAskTheBudget() {
    spendTheBudget();
    rig.clock.advance(Duration.ofMinutes(1));
    drain();
    answer(200);
    answer(200);
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void howeverLowTheBudgetIsAProbeGoesWhenTheBreakerLetsIt() {
    withSettings(Map.of("retry.maxEventAge", "1d"));
    send(Severity.INFO, 1);
    for (int failures = 0; failures < 30; failures++) {
      answer(503);
      while (rig.transport.open().isEmpty()) {
        long open = gate().nanosUntilOpen(rig.clock.nanos());
        long due = new DeliveryProbe(rig.loop).deliveries().get(0).dueAtNanos();
        assertThat(rig.rest).isLessThanOrEqualTo(Math.max(open, due - rig.clock.nanos()));
        rig.rest();
      }
    }
    assertThat(gate().mayResendFreely()).isFalse();
  }

  // Probes

  @Test
  void aHoldIsProbedWithWhateverIsThereWhenItsTimeHasCome() {
    withSettings(Map.of("retry.maxEventAge", "20s"));
    send(Severity.INFO, 1);
    answer(402);
    rig.advance(Duration.ofMillis(29_900));
    assertThat(rig.snapshot().expired().total()).isEqualTo(1);
    rig.log(Severity.INFO, 2);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofMillis(100));
    rig.rest();
    assertThat(rig.transport.onlyOpen().events()).as("it has not lingered").isEqualTo(2);
    answer(200);
  }

  @Test
  void aProbeOfABreakerIsMadeOfNothingThatLingers() {
    openTheBreaker();
    rig.advance(Duration.ofMinutes(2));
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    fail();
    rig.clock.advance(Duration.ofMinutes(2));
    rig.log(Severity.INFO, 3);
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }

  private void openTheBreaker() {
    send(Severity.INFO, 1);
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
  }

  @Test
  void aProbeIsRatherMadeOfWhatWasTakenOverThanOfWhatIsFresh() {
    LoopRig former = new LoopRig(Map.of());
    try (BatchDivider divider = new BatchDivider(bytes -> bytes)) {
      Batch batch = divider.packedCopy(former.cut(Severity.INFO, 5));
      openTheBreaker();
      rig.loop.takeOver(LeftDelivery.of(new Delivery(1, batch, former.clock.nanos())));
    } finally {
      former.close();
    }
    rig.log(Severity.INFO, 3);
    rig.advance(Duration.ofMinutes(2));
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(5);
  }

  @Test
  void aProbeIsMadeOfWhatIsFreshRatherThanOfWhatFailed() {
    send(Severity.INFO, 1);
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
    rig.log(Severity.INFO, 3);
    rig.advance(Duration.ofMinutes(2));
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(3);
    answer(200);
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }
}
