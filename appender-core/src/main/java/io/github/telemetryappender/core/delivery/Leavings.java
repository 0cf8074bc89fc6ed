package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.SeverityCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last act of a drain: what could not be sent goes to the pipeline that follows this one, as
 * much as the retry queue may hold, or is given up. Delivery thread.
 */
final class Leavings {

  private final RetryQueue retryQueue;
  private final BatchDivider divider;
  private final Relief relief;
  private final Settlement settlement;
  private final Ledger ledger;
  private final DeliveryReports reports;

  Leavings(
      DeliveryParts parts,
      RetryQueue retryQueue,
      Relief relief,
      Settlement settlement,
      Ledger ledger) {
    this.retryQueue = retryQueue;
    this.divider = parts.divider();
    this.relief = relief;
    this.settlement = settlement;
    this.ledger = ledger;
    this.reports = parts.reports();
  }

  /** Leaves all that waits in the retry queue to {@code heir}, if there is one that takes it. */
  void leaveTo(@Nullable HandOver heir, long nowNanos) {
    if (heir != null) {
      packAll(nowNanos);
    }
    List<Delivery> left = retryQueue.all();
    SeverityCounts counts = countsOf(left);
    if (left.isEmpty()) {
      return;
    }
    HandOver.Reception reception =
        heir == null ? HandOver.Reception.REFUSED : heir.leave(asBytes(left));
    if (reception == HandOver.Reception.REFUSED) {
      left.forEach(delivery -> settlement.abandoned(delivery.batch()));
    } else {
      left.forEach(delivery -> settlement.left(delivery.batch()));
      ledger.left(counts);
    }
    settlement.toTell(() -> report(reception, counts));
  }

  private void report(HandOver.Reception reception, SeverityCounts counts) {
    switch (reception) {
      case TAKEN_OVER -> reports.handedOver(counts);
      case WAITS -> reports.leftWaiting(counts, ledger.lastError());
      case REFUSED -> reports.abandoned(counts, ledger.lastError());
    }
  }

  /**
   * Out of the lanes, which are given back. Their room there is not: a canceled exchange may still
   * read.
   */
  private void packAll(long nowNanos) {
    for (Delivery delivery : List.copyOf(retryQueue.all())) {
      if (delivery.batch().isInLane()) {
        delivery.moveTo(divider.packedCopy(delivery.batch()));
        retryQueue.remove(delivery);
        relief.admit(delivery, nowNanos);
      }
    }
  }

  private static List<LeftDelivery> asBytes(List<Delivery> deliveries) {
    return deliveries.stream().map(LeftDelivery::of).toList();
  }

  private static SeverityCounts countsOf(List<Delivery> deliveries) {
    SeverityCounts counts = new SeverityCounts();
    deliveries.forEach(delivery -> counts.addAll(delivery.batch().counts()));
    return counts;
  }
}
