package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.lane.Lane;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes room in lanes that fill up while their events cannot be sent: the oldest ones move to the
 * retry queue, deflated, and there the ones worth least give way. Delivery thread.
 */
final class Relief {

  private final List<LaneBacklog> backlogs;
  private final RetryQueue retryQueue;
  private final BatchDivider divider;
  private final Settlement settlement;
  private final String whyEvicted;

  Relief(
      List<LaneBacklog> backlogs,
      RetryQueue retryQueue,
      BatchDivider divider,
      Settlement settlement) {
    this.backlogs = backlogs;
    this.retryQueue = retryQueue;
    this.divider = divider;
    this.settlement = settlement;
    this.whyEvicted =
        String.format(
            Locale.ROOT,
            "the retry queue is full (%,d bytes); raise memory.maxBytes",
            retryQueue.maxBytes());
  }

  /**
   * Moves at most one batch out of the most urgent lane that is too full.
   *
   * @param newDelivery makes a delivery of the batch that is cut; called at most once
   * @return whether there was anything to move
   */
  boolean doWork(Shortage shortage, NewDelivery newDelivery, long nowNanos) {
    for (LaneBacklog backlog : backlogs) {
      Lane lane = backlog.lane();
      if (lane.usedBytes() >= thresholdBytes(lane, shortage)
          && (lane.usedBytes() >= nearlyFullBytes(lane) || isRoomFor(backlog))
          && relieve(backlog, newDelivery, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /** As long as the lane has room itself, nothing is evicted for what would leave it. */
  private boolean isRoomFor(LaneBacklog backlog) {
    long free = retryQueue.maxBytes() - retryQueue.usedBytes();
    return free >= Math.min(backlog.largestBatchBytes(), backlog.lane().usedBytes());
  }

  private static long nearlyFullBytes(Lane lane) {
    return lane.capacity() / 8 * 7L;
  }

  /** How full a lane gets before it is looked at again, in bytes. */
  static long wakeAtBytes(Lane lane, Shortage shortage) {
    long threshold = thresholdBytes(lane, shortage);
    return lane.usedBytes() < threshold ? threshold : nearlyFullBytes(lane);
  }

  /**
   * Moves what stands at the front of the lane. Behind an exchange under way nothing is moved: it
   * would free no room before that comes back, and it comes back by itself.
   */
  private boolean relieve(LaneBacklog backlog, NewDelivery newDelivery, long nowNanos) {
    Lane lane = backlog.lane();
    long front = lane.nextRecord(lane.head(), lane.scannedPosition());
    Optional<Delivery> oldest = retryQueue.oldestInLane(lane.kind());
    if (oldest.isPresent() && oldest.get().batch().id().first() == front) {
      Delivery delivery = packed(oldest.get());
      retryQueue.remove(delivery);
      admit(delivery, nowNanos);
      return true;
    }
    if (!backlog.isEmpty() && backlog.firstPosition() == front) {
      Delivery delivery = newDelivery.of(backlog.cut(), nowNanos);
      retryQueue.add(delivery); // in its lane still, should packing break down
      packed(delivery);
      retryQueue.remove(delivery);
      admit(delivery, nowNanos);
      return true;
    }
    return false;
  }

  private Delivery packed(Delivery delivery) {
    delivery.moveTo(divider.pack(delivery.batch()));
    return delivery;
  }

  /** Puts a packed delivery into the queue; whatever is worth least has to go for it. */
  void admit(Delivery candidate, long nowNanos) {
    boolean canFit = candidate.batch().packedBytes() <= retryQueue.maxBytes();
    while (!retryQueue.tryReserve(candidate.batch().packedBytes())) {
      Delivery victim = canFit ? retryQueue.evict(candidate) : candidate;
      if (victim == candidate) {
        settlement.lostUnreserved(victim.batch(), Loss.EVICTED, "", whyEvicted, nowNanos);
        return;
      }
      settlement.lost(victim.batch(), Loss.EVICTED, "", whyEvicted, nowNanos);
    }
    retryQueue.add(candidate);
  }

  /** Puts back a part of a delivery that waited here: in its lane still, or packed anew. */
  void readmit(Delivery part, long nowNanos) {
    if (part.batch().isInLane()) {
      retryQueue.add(part);
    } else {
      admit(part, nowNanos);
    }
  }

  /** How full a lane may get before it is relieved, in bytes. */
  static long thresholdBytes(Lane lane, Shortage shortage) {
    return switch (shortage) {
      case ENDPOINT_AWAY -> lane.capacity() / 2;
      case SLOTS_TAKEN -> lane.capacity() / 4 * 3L;
    };
  }

  /** Why what is in a lane cannot be sent now. */
  enum Shortage {
    /** The endpoint is paused, backed off or on hold: it may take long. */
    ENDPOINT_AWAY,
    /** Every slot is taken: one comes free soon. */
    SLOTS_TAKEN
  }

  /** Makes a delivery of a batch that was cut. */
  @FunctionalInterface
  interface NewDelivery {
    Delivery of(Batch batch, long nowNanos);
  }
}
