package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A delivery goes on in the pipeline that follows as what it was. */
class LeftDeliveryTest {

  private final LoopRig rig = new LoopRig(Map.of());
  private final BatchDivider divider = new BatchDivider(bytes -> bytes);
  private final Delivery delivery =
      new Delivery(1, divider.packedCopy(rig.cut(Severity.WARN, 3)), rig.clock.nanos());

  @AfterEach
  void close() {
    rig.close();
    divider.close();
  }

  private Delivery continued() {
    LeftDelivery left = LeftDelivery.of(delivery);
    return Delivery.continued(
        7, divider.unpack(left.id(), left.records()), left, rig.clock.nanos());
  }

  @Test
  void itsBatchKeepsItsIdentityAndItsEvents() {
    assertThat(continued().batch().id()).isEqualTo(delivery.batch().id());
    assertThat(continued().batch().counts().of(Severity.WARN)).isEqualTo(3);
    assertThat(LeftDelivery.of(delivery).events()).isEqualTo(3);
  }

  @Test
  void itsAttemptsAreCountedOn() {
    assertThat(continued().attempts()).isZero();
    delivery.countAttempt();
    delivery.countAttempt();
    assertThat(continued().attempts()).isEqualTo(2);
  }

  @Test
  void whetherTheEndpointMayHaveItIsNotForgotten() {
    assertThat(continued().trust()).isEqualTo(Delivery.Trust.NEVER_SENT);
    delivery.mayHaveArrived();
    assertThat(continued().trust()).isEqualTo(Delivery.Trust.MAY_HAVE_ARRIVED);
  }
}
