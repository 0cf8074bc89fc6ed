package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.lane.LaneKind;
import java.nio.ByteBuffer;

/**
 * A delivery that a stopped pipeline leaves behind: bytes alone, so that a pipeline of another
 * class loader can go on with it. It keeps its identity, and its records know nothing of a format.
 *
 * <pre>
 *   bytes  what, in {@code journey}
 *   8      epoch of the ring its events lay in
 *   2      letter of the lane
 *   8      position of the first event
 *   8      position of the last event
 *   4      how many events
 *   4      attempts that were counted
 *   1      1 where the endpoint may have had it, else 0
 * </pre>
 *
 * @param journey what is drawn above
 * @param records its records, packed
 */
public record LeftDelivery(byte[] journey, byte[] records) {

  private static final int JOURNEY_BYTES = 35;
  private static final int COUNT_AT = 26;

  static LeftDelivery of(Delivery delivery) {
    BatchId id = delivery.batch().id();
    ByteBuffer journey =
        ByteBuffer.allocate(JOURNEY_BYTES)
            .putLong(id.epoch())
            .putChar(id.lane().letter())
            .putLong(id.first())
            .putLong(id.last())
            .putInt(id.count())
            .putInt(delivery.attempts())
            .put((byte) (delivery.trust() == Delivery.Trust.MAY_HAVE_ARRIVED ? 1 : 0));
    return new LeftDelivery(journey.array(), delivery.batch().packedRecords());
  }

  /** How many events it holds. */
  public int events() {
    return ByteBuffer.wrap(journey).getInt(COUNT_AT);
  }

  BatchId id() {
    ByteBuffer bytes = ByteBuffer.wrap(journey);
    return new BatchId(
        bytes.getLong(),
        LaneKind.ofLetter(bytes.getChar()),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getInt());
  }

  int attempts() {
    return ByteBuffer.wrap(journey).getInt(COUNT_AT + Integer.BYTES);
  }

  Delivery.Trust trust() {
    return journey[JOURNEY_BYTES - 1] == 0
        ? Delivery.Trust.NEVER_SENT
        : Delivery.Trust.MAY_HAVE_ARRIVED;
  }
}
