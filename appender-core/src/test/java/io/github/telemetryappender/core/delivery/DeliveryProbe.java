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

  @SuppressWarnings("unchecked")
  public DeliveryProbe(DeliveryLoop loop) {
    this.retryQueue = (RetryQueue) field(loop, "retryQueue");
    this.inFlight = (List<Attempt>) field(loop, "inFlight");
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
      long dueAtNanos) {

    /** The rank for sending at {@code nowNanos}: one more for each minute of age, at most two. */
    public int priority(long nowNanos) {
      return effectivePriority(rank, oldestAcceptedAtNanos, nowNanos);
    }

    /** {@code severity + floor(age / 60 s)}, by two more at most. */
    public static int effectivePriority(Severity rank, long oldestAcceptedAtNanos, long nowNanos) {
      long minutes = Math.max(0, nowNanos - oldestAcceptedAtNanos) / 60_000_000_000L;
      return rank.rank() + (int) Math.min(2, minutes);
    }
  }
}
