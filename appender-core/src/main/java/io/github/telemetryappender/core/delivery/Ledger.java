package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Vitals;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What became of every accepted event, each counted once, where it ended. Delivery thread. */
final class Ledger {

  private final SeverityCounts accepted = new SeverityCounts();
  private final SeverityCounts recovered = new SeverityCounts();
  private final SeverityCounts left = new SeverityCounts();
  private final SeverityCounts delivered = new SeverityCounts();
  private final Map<Loss, SeverityCounts> lost = new EnumMap<>(Loss.class);
  private final Map<String, SeverityCounts> losses = new TreeMap<>();
  private final Map<Action, Long> attempts = new EnumMap<>(Action.class);
  private final LatencyHistogram latency = new LatencyHistogram();
  private int failedInARow;
  private String lastError = "";

  Ledger() {
    for (Loss loss : Loss.values()) {
      lost.put(loss, new SeverityCounts());
    }
  }

  /** Where a scan counts what it finds. */
  SeverityCounts accepted() {
    return accepted;
  }

  /** Takes note of events that a pipeline before this one had accepted. */
  void recovered(SeverityCounts counts) {
    recovered.addAll(counts);
  }

  /** Takes note, at the end, of events that were left for another pipeline. */
  void left(SeverityCounts counts) {
    left.addAll(counts);
  }

  /** What was left at the end; not to be changed. */
  SeverityCounts left() {
    return left;
  }

  void delivered(SeverityCounts counts) {
    delivered.addAll(counts);
  }

  /**
   * Counts events that are lost.
   *
   * @param detail of a closed set, for example a status; empty for none
   */
  void lost(Loss loss, String detail, SeverityCounts counts) {
    counts(loss).addAll(counts);
    String name = loss.name().toLowerCase(Locale.ROOT);
    losses
        .computeIfAbsent(detail.isEmpty() ? name : name + "." + detail, r -> new SeverityCounts())
        .addAll(counts);
  }

  void attempted(Action action) {
    attempts.merge(action, 1L, Long::sum);
    failedInARow =
        switch (action) {
          case OK, SPLIT, HALVE, SHORTEN, DROP ->
              0; // an answer about the data: the endpoint is there
          case RETRY, RETRY_AFTER, HOLD -> failedInARow + 1;
          case FRESH, PLAIN, REAUTH, REDIR ->
              failedInARow; // goes on at once, and proves nothing yet
        };
  }

  /** Attempts that failed since the last one that got an answer about its data. */
  int failedInARow() {
    return failedInARow;
  }

  /** How long delivered events took. */
  LatencyHistogram latency() {
    return latency;
  }

  void failed(String error) {
    lastError = error;
  }

  String lastError() {
    return lastError;
  }

  /** Events that are neither delivered nor lost. */
  long totalHeld() {
    return accepted.total() + recovered.total() - delivered.total() - totalLost();
  }

  long totalLost() {
    long total = 0;
    for (SeverityCounts counts : lost.values()) {
      total += counts.total();
    }
    return total;
  }

  /** Events of a severity that were accepted and lost. */
  long lost(Severity severity) {
    long total = 0;
    for (SeverityCounts counts : lost.values()) {
      total += counts.of(severity);
    }
    return total;
  }

  /** All of it at this instant. */
  LedgerSnapshot snapshot(
      SeverityCounts held,
      SeverityCounts waitingForRetry,
      long heldBytes,
      int inFlight,
      Vitals vitals) {
    Map<String, Long> outcomes = new TreeMap<>();
    attempts.forEach(
        (action, count) -> outcomes.put(action.name().toLowerCase(Locale.ROOT), count));
    return new LedgerSnapshot(
        accepted.copy(),
        recovered.copy(),
        delivered.copy(),
        copy(Loss.REJECTED),
        copy(Loss.EXPIRED),
        copy(Loss.EVICTED),
        copy(Loss.ABANDONED),
        held,
        waitingForRetry,
        copyOfLosses(),
        outcomes,
        heldBytes,
        inFlight,
        lastError,
        vitals);
  }

  private Map<String, SeverityCounts> copyOfLosses() {
    Map<String, SeverityCounts> copy = new TreeMap<>();
    losses.forEach((reason, counts) -> copy.put(reason, counts.copy()));
    return copy;
  }

  private SeverityCounts counts(Loss loss) {
    return Objects.requireNonNull(lost.get(loss));
  }

  private SeverityCounts copy(Loss loss) {
    return counts(loss).copy();
  }
}
