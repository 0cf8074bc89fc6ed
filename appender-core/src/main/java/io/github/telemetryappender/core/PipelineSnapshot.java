package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Vitals;
import java.util.Map;

/**
 * The ledger at one instant. For each severity, {@code accepted = delivered + rejected + expired +
 * evicted + abandoned + held} holds exactly; what was refused at the door is {@code dropped}.
 *
 * @param bySeverity the ledger of each severity
 * @param lostByReason events lost after acceptance: {@code rejected}, {@code expired}, {@code
 *     evicted}, {@code abandoned.shutdown}, {@code abandoned.encoding}
 * @param droppedByReason events refused at the door: {@code overflow}, {@code too_large}, {@code
 *     self}, {@code reentrant}, {@code not_started}, {@code stopped}
 * @param attemptsByOutcome exchanges with the endpoint: {@code ok}, {@code retry}, …
 * @param heldBytes bytes that what is held takes in lanes, retry queue and bodies
 * @param inFlight exchanges under way
 * @param lastError the latest failure in words, or the empty string
 * @param vitals how delivery fares beside its counts: backlog age, latency, breaker, health
 */
public record PipelineSnapshot(
    Map<Severity, Counts> bySeverity,
    Map<String, Long> lostByReason,
    Map<String, Long> droppedByReason,
    Map<String, Long> attemptsByOutcome,
    long heldBytes,
    int inFlight,
    String lastError,
    Vitals vitals) {

  /** As the canonical constructor, of a pipeline that sends nothing. */
  public PipelineSnapshot(
      Map<Severity, Counts> bySeverity,
      Map<String, Long> lostByReason,
      Map<String, Long> droppedByReason,
      Map<String, Long> attemptsByOutcome,
      long heldBytes,
      int inFlight,
      String lastError) {
    this(
        bySeverity,
        lostByReason,
        droppedByReason,
        attemptsByOutcome,
        heldBytes,
        inFlight,
        lastError,
        Vitals.NONE);
  }

  public PipelineSnapshot {
    bySeverity = Map.copyOf(bySeverity);
    lostByReason = Map.copyOf(lostByReason);
    droppedByReason = Map.copyOf(droppedByReason);
    attemptsByOutcome = Map.copyOf(attemptsByOutcome);
  }

  /**
   * Events of one severity.
   *
   * @param waitingForRetry those among {@code held} that failed at least once
   */
  public record Counts(
      long accepted,
      long delivered,
      long rejected,
      long expired,
      long evicted,
      long abandoned,
      long held,
      long waitingForRetry,
      long dropped) {

    /** Accepted events that will never be delivered. */
    public long lost() {
      return rejected + expired + evicted + abandoned;
    }

    Counts plus(Counts other) {
      return new Counts(
          accepted + other.accepted,
          delivered + other.delivered,
          rejected + other.rejected,
          expired + other.expired,
          evicted + other.evicted,
          abandoned + other.abandoned,
          held + other.held,
          waitingForRetry + other.waitingForRetry,
          dropped + other.dropped);
    }
  }

  /** The ledger of one severity; all zero where nothing of it was seen. */
  public Counts counts(Severity severity) {
    return bySeverity.getOrDefault(severity, new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /** All severities together. */
  public Counts total() {
    return bySeverity.values().stream().reduce(new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0), Counts::plus);
  }
}
