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

  Relief(
      List<LaneBacklog> backlogs,
      RetryQueue retryQueue,
      BatchDivider divider,
      Settlement settlement) {
    this.backlogs = backlogs;
    this.retryQueue = retryQueue;
    this.divider = divider;
    this.settlement = settlement;
  }

  /**
   * Moves at most one batch out of the most urgent lane that is too full.
   *
   * @param newDelivery makes a delivery of the batch that is cut; called at most once
   * @return whether there was anything to move
   */
  boolean doWork(Shortage shortage, NewDelivery newDelivery, long nowNanos) {
    for (LaneBacklog backlog : backlogs) {
      if (backlog.lane().usedBytes() >= thresholdBytes(backlog.lane(), shortage)
          && relieve(backlog, newDelivery, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private boolean relieve(LaneBacklog backlog, NewDelivery newDelivery, long nowNanos) {
    Optional<Delivery> oldest =
        retryQueue.oldestInLane(delivery -> delivery.batch().id().lane() == backlog.lane().kind());
    if (oldest.isPresent()) {
      retryQueue.remove(oldest.get());
      admit(packed(oldest.get()), nowNanos);
      return true;
    }
    if (!backlog.isEmpty()) {
      admit(packed(newDelivery.of(backlog.cut(), nowNanos)), nowNanos);
      return true;
    }
    return false; // all of it is under way, and comes back by itself
  }

  private Delivery packed(Delivery delivery) {
    delivery.moveTo(divider.pack(delivery.batch()));
    return delivery;
  }

  /** Puts a packed delivery into the queue; whatever is worth least has to go for it. */
  void admit(Delivery candidate, long nowNanos) {
    while (!retryQueue.tryReserve(candidate.batch().packedBytes())) {
      Delivery victim = retryQueue.evict(candidate);
      String why =
          String.format(
              Locale.ROOT,
              "the retry queue is full (%,d of %,d bytes); raise memory.maxBytes",
              retryQueue.usedBytes(),
              retryQueue.maxBytes());
      if (victim == candidate) {
        settlement.lostUnreserved(victim.batch(), Loss.EVICTED, "", why, nowNanos);
        return;
      }
      settlement.lost(victim.batch(), Loss.EVICTED, "", why, nowNanos);
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
