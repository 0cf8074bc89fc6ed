package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.event.Severity;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/** Shows tests outside this package what a delivery loop holds, and where. Changes nothing. */
public final class DeliveryProbe {

  private final RetryQueue retryQueue;
  private final List<Attempt> inFlight;
  private final EndpointGate gate;

  @SuppressWarnings("unchecked")
  public DeliveryProbe(DeliveryLoop loop) {
    this.retryQueue = (RetryQueue) field(loop, "retryQueue");
    this.inFlight = (List<Attempt>) field(loop, "inFlight");
    this.gate = (EndpointGate) field(loop, "gate");
  }

  private static Object field(DeliveryLoop loop, String name) {
    try {
      Field field = DeliveryLoop.class.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(loop);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("what the loop holds has moved: tell this probe where to", e);
    }
  }

  /** How the endpoint is thought of. */
  public Gate gate(long nowNanos) {
    if (gate.hold() != null) {
      return Gate.HELD;
    }
    return switch (gate.breakerState(nowNanos)) {
      case CLOSED -> Gate.CLOSED;
      case OPEN -> Gate.OPEN;
      case HALF_OPEN -> Gate.HALF_OPEN;
    };
  }

  /** Whether a backlog leaves slowly. */
  public boolean isPacing() {
    return gate.isPacing();
  }

  /** Nanoseconds until a batch of a backlog may leave for the first time. */
  public long nanosUntilBacklog(long nowNanos) {
    return gate.nanosUntilBacklog(0, Long.MAX_VALUE, nowNanos);
  }

  /** Everything cut and not settled. */
  public List<HeldBatch> held() {
    List<HeldBatch> held = new ArrayList<>();
    waiting(held);
    inFlight.forEach(attempt -> held.add(view(attempt.delivery(), Place.IN_FLIGHT)));
    return held;
  }

  /** What waits for its turn. */
  public List<HeldBatch> waiting() {
    List<HeldBatch> held = new ArrayList<>();
    waiting(held);
    return held;
  }

  private void waiting(List<HeldBatch> held) {
    retryQueue.all().forEach(delivery -> held.add(view(delivery, Place.WAITING)));
  }

  private static HeldBatch view(Delivery delivery, Place place) {
    Batch batch = delivery.batch();
    return new HeldBatch(
        batch.id(),
        place,
        batch.rank(),
        batch.packedBytes(),
        batch.oldestAcceptedAtNanos(),
        delivery.dueAtNanos());
  }

  /** The breaker's state, or that nothing but probes of a hold is sent. */
  public enum Gate {
    CLOSED,
    OPEN,
    HALF_OPEN,
    HELD
  }

  /** Where a batch is. */
  public enum Place {
    WAITING,
    IN_FLIGHT
  }

  /**
   * A batch that was cut and is not settled.
   *
   * @param packedBytes 0 while its records are in their lane
   */
  public record HeldBatch(
      BatchId id,
      Place place,
      Severity rank,
      long packedBytes,
      long oldestAcceptedAtNanos,
      long dueAtNanos) {}
}
