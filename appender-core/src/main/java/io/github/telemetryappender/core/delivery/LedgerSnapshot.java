package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.metrics.Vitals;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger at one instant, on the far side of the door. For each severity {@code accepted +
 * recovered = delivered + rejected + expired + evicted + abandoned + held}, where held is what is
 * really there.
 *
 * @param recovered events that a pipeline before this one had accepted
 * @param held counted afresh where the events are: lanes, retry queue, under way; after the end
 *     what was left for another pipeline
 * @param waitingForRetry those among held that failed at least once
 * @param losses by reason, as {@code rejected.400}, {@code abandoned.shutdown}
 * @param heldBytes what the held events take in lanes, retry queue and bodies
 * @param vitals how delivery fares beside its counts
 */
public record LedgerSnapshot(
    SeverityCounts accepted,
    SeverityCounts recovered,
    SeverityCounts delivered,
    SeverityCounts rejected,
    SeverityCounts expired,
    SeverityCounts evicted,
    SeverityCounts abandoned,
    SeverityCounts held,
    SeverityCounts waitingForRetry,
    Map<String, SeverityCounts> losses,
    Map<String, Long> attemptsByOutcome,
    long heldBytes,
    int inFlight,
    String lastError,
    Vitals vitals) {

  public LedgerSnapshot {
    losses = Collections.unmodifiableMap(new TreeMap<>(losses));
    attemptsByOutcome = Map.copyOf(attemptsByOutcome);
  }

  /** Lost events of all severities by reason. */
  public Map<String, Long> lostByReason() {
    Map<String, Long> totals = new TreeMap<>();
    losses.forEach((reason, counts) -> totals.put(reason, counts.total()));
    return totals;
  }
}
