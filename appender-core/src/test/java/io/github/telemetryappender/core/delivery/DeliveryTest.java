package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a delivery remembers on its way. */
class DeliveryTest {

  private final LoopRig rig = new LoopRig(Map.of());
  private final BatchDivider divider = new BatchDivider(bytes -> bytes);
  private final Delivery delivery = new Delivery(1, rig.cut(Severity.INFO, 2), rig.clock.nanos());

  @AfterEach
  void close() {
    rig.close();
    divider.close();
  }

  @Test
  void attemptsAreCountedOnWhereItMovesTo() {
    delivery.countAttempt();
    delivery.moveTo(divider.pack(delivery.batch()));
    assertThat(delivery.attempts()).isEqualTo(1);
  }

  /** What the endpoint took before the first of them says nothing of this batch. */
  @Test
  void itLooksPoisonedAfterFourServerErrorsBetweenWhichOthersWereTaken() {
    for (int errors = 0; errors < 3; errors++) {
      delivery.countServerError(5 + errors);
    }
    assertThat(delivery.looksPoisoned(6)).isFalse();
    delivery.countServerError(6);
    assertThat(delivery.looksPoisoned(6)).isTrue();
    assertThat(delivery.looksPoisoned(5)).isFalse();
  }
}
