package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.LaneBacklog;
import java.util.List;

/**
 * Lets go of events that are older than {@code maxEventAge}, at the moment they get that old and no
 * earlier, each by its own age. Delivery thread.
 */
final class Expiry {

  private static final String WHY = "they waited longer than retry.maxEventAge";

  private final List<LaneBacklog> backlogs;
  private final RetryQueue retryQueue;
  private final BatchDivider divider;
  private final Settlement settlement;
  private final Relief relief;
  private final long maxAgeNanos;

  Expiry(
      List<LaneBacklog> backlogs,
      RetryQueue retryQueue,
      BatchDivider divider,
      Settlement settlement,
      Relief relief,
      long maxAgeNanos) {
    this.backlogs = backlogs;
    this.retryQueue = retryQueue;
    this.divider = divider;
    this.settlement = settlement;
    this.relief = relief;
    this.maxAgeNanos = maxAgeNanos;
  }

  /** Whether an event accepted then is too old to be sent now. */
  boolean isExpired(long acceptedAtNanos, long nowNanos) {
    return nowNanos - acceptedAtNanos >= maxAgeNanos;
  }

  /** How much longer events accepted then may be sent, in nanoseconds; 0 for too old. */
  long nanosLeft(long acceptedAtNanos, long nowNanos) {
    return Math.max(0, maxAgeNanos - (nowNanos - acceptedAtNanos));
  }

  void doWork(long nowNanos) {
    long latestNanos = nowNanos - maxAgeNanos;
    for (LaneBacklog backlog : backlogs) {
      while (!backlog.isEmpty() && isExpired(backlog.oldestAcceptedAtNanos(), nowNanos)) {
        expire(backlog.cutAcceptedUntil(latestNanos), nowNanos);
      }
    }
    for (Delivery delivery : retryQueue.acceptedUntil(latestNanos)) {
      expireOldPart(delivery, latestNanos, nowNanos);
    }
  }

  private void expireOldPart(Delivery delivery, long latestNanos, long nowNanos) {
    Batch batch = delivery.batch();
    if (batch.newestAcceptedAtNanos() - latestNanos <= 0) {
      retryQueue.remove(delivery);
      expire(batch, nowNanos);
      return;
    }
    List<Batch> parts = divider.divideByAge(batch, latestNanos); // first, for it may find no memory
    retryQueue.remove(delivery);
    retryQueue.unreserve(batch.packedBytes());
    Batch old = parts.get(0);
    settlement.lostUnreserved(old, Loss.EXPIRED, "", WHY, nowNanos);
    old.release();
    relief.readmit(delivery.part(parts.get(1)), nowNanos);
  }

  private void expire(Batch batch, long nowNanos) {
    settlement.lost(batch, Loss.EXPIRED, "", WHY, nowNanos);
  }

  /** Nanoseconds until the next event is too old; {@link Long#MAX_VALUE} where nothing waits. */
  long nanosUntilNext(long nowNanos) {
    long nanos = Long.MAX_VALUE;
    for (LaneBacklog backlog : backlogs) {
      if (!backlog.isEmpty()) {
        nanos = Math.min(nanos, nanosLeft(backlog.oldestAcceptedAtNanos(), nowNanos));
      }
    }
    Delivery waiting = retryQueue.oldest();
    if (waiting != null) {
      nanos = Math.min(nanos, nanosLeft(waiting.batch().oldestAcceptedAtNanos(), nowNanos));
    }
    return nanos;
  }
}
