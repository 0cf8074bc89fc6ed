package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Vitals;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ledger at one instant. For each severity, {@code accepted + recovered = delivered + rejected
 * + expired + evicted + abandoned + held} holds exactly; what was refused at the door is {@code
 * dropped}.
 *
 * @param bySeverity the ledger of each severity
 * @param losses events lost after acceptance, by reason and severity: {@code rejected.400}, {@code
 *     expired}, {@code evicted}, {@code abandoned.shutdown}, {@code abandoned.encoding}
 * @param refusals events refused at the door, likewise: {@code overflow}, {@code too_large}, {@code
 *     self}, {@code reentrant}, {@code not_started}, {@code stopped}
 * @param attemptsByOutcome exchanges with the endpoint: {@code ok}, {@code retry}, …
 * @param heldBytes bytes that what is held takes in lanes, retry queue and bodies
 * @param inFlight exchanges under way
 * @param lastError the latest failure in words, or the empty string
 * @param vitals how delivery fares beside its counts: backlog age, latency, breaker, health
 */
public record PipelineSnapshot(
    Map<Severity, Counts> bySeverity,
    Map<String, Map<Severity, Long>> losses,
    Map<String, Map<Severity, Long>> refusals,
    Map<String, Long> attemptsByOutcome,
    long heldBytes,
    int inFlight,
    String lastError,
    Vitals vitals) {

  /** As the canonical constructor, of a pipeline that sends nothing. */
  public PipelineSnapshot(
      Map<Severity, Counts> bySeverity,
      Map<String, Map<Severity, Long>> losses,
      Map<String, Map<Severity, Long>> refusals,
      Map<String, Long> attemptsByOutcome,
      long heldBytes,
      int inFlight,
      String lastError) {
    this(
        bySeverity,
        losses,
        refusals,
        attemptsByOutcome,
        heldBytes,
        inFlight,
        lastError,
        Vitals.NONE);
  }

  public PipelineSnapshot {
    bySeverity = Map.copyOf(bySeverity);
    losses = Map.copyOf(losses);
    refusals = Map.copyOf(refusals);
    attemptsByOutcome = Map.copyOf(attemptsByOutcome);
  }

  /** Events lost after acceptance by reason, all severities together. */
  public Map<String, Long> lostByReason() {
    return totals(losses);
  }

  /** Events refused at the door by reason, all severities together. */
  public Map<String, Long> droppedByReason() {
    return totals(refusals);
  }

  private static Map<String, Long> totals(Map<String, Map<Severity, Long>> bySeverity) {
    return bySeverity.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey,
                reason -> reason.getValue().values().stream().mapToLong(Long::longValue).sum()));
  }

  /**
   * Events of one severity.
   *
   * @param recovered events taken over from the appender that this one replaced, which had accepted
   *     them; there they are {@code held} for good
   * @param waitingForRetry those among {@code held} that failed at least once
   */
  public record Counts(
      long accepted,
      long recovered,
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
          recovered + other.recovered,
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
    return bySeverity.getOrDefault(severity, new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /** All severities together. */
  public Counts total() {
    return bySeverity.values().stream()
        .reduce(new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Counts::plus);
  }
}
