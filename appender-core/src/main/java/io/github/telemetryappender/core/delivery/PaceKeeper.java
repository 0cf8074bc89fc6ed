package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.BacklogPace.Age;
import java.util.List;

/**
 * Tells what is backlog and what is fresh, and which of the backlog may leave at the pace the gate
 * allows. Delivery thread.
 */
final class PaceKeeper {

  private final List<LaneBacklog> backlogs;
  private final EndpointGate gate;
  private final RetryQueue retryQueue;
  private final Expiry expiry;
  private final long requestTimeoutNanos;

  PaceKeeper(DeliveryParts parts, EndpointGate gate, RetryQueue retryQueue, Expiry expiry) {
    this.backlogs = parts.backlogs();
    this.gate = gate;
    this.retryQueue = retryQueue;
    this.expiry = expiry;
    this.requestTimeoutNanos = parts.config().delivery().requestTimeout().toNanos();
  }

  /** Takes note of how much there is to send, and of the trouble's end when no backlog is left. */
  void observe(long acceptedEvents, long nowNanos) {
    if (gate.isTroubled() && !hasBacklog(nowNanos)) {
      gate.backlogIsGone();
    }
    gate.observe(acceptedEvents, nowNanos);
  }

  private boolean hasBacklog(long nowNanos) {
    for (LaneBacklog lane : backlogs) {
      if (!lane.isEmpty() && isOld(lane, nowNanos)) {
        return true;
      }
    }
    for (Delivery delivery : retryQueue.all()) {
      if (isOld(delivery, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this one waited for the endpoint, and not only for company. */
  Age age(Delivery delivery, long nowNanos) {
    return isOld(delivery, nowNanos) ? Age.BACKLOG : Age.FRESH;
  }

  private boolean isOld(Delivery delivery, long nowNanos) {
    LaneBacklog lane = backlogs.get(delivery.batch().id().lane().ordinal());
    long acceptedAtNanos = delivery.batch().oldestAcceptedAtNanos();
    return isOld(acceptedAtNanos + lane.lingerNanos(), nowNanos);
  }

  private static boolean isOld(LaneBacklog backlog, long nowNanos) {
    return isOld(backlog.lingerEndsAtNanos(), nowNanos);
  }

  private static boolean isOld(long lingerEndsAtNanos, long nowNanos) {
    return nowNanos - lingerEndsAtNanos > BacklogPace.FRESH_NANOS;
  }

  /** Nanoseconds until the pace lets this one go; 0 for a fresh one. */
  long nanosUntilTurn(Delivery delivery, long nowNanos) {
    return isOld(delivery, nowNanos)
        ? nanosUntilTurn(delivery.attempts(), delivery.batch().oldestAcceptedAtNanos(), nowNanos)
        : 0;
  }

  /** Nanoseconds until the pace lets what is open in this lane go; 0 for what is fresh. */
  long nanosUntilTurn(LaneBacklog backlog, long nowNanos) {
    return isOld(backlog, nowNanos)
        ? nanosUntilTurn(0, backlog.oldestAcceptedAtNanos(), nowNanos)
        : 0;
  }

  private long nanosUntilTurn(int attempts, long oldestAcceptedAtNanos, long nowNanos) {
    long longest = expiry.nanosLeft(oldestAcceptedAtNanos, nowNanos) - requestTimeoutNanos;
    return gate.nanosUntilBacklog(attempts, longest, nowNanos);
  }
}
