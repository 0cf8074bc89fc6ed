package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.event.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What JMX and Micrometer show, at one instant. Immutable.
 *
 * @param events what became of events, by severity
 * @param losses accepted events that were lost, by reason ({@code rejected.400}) and severity
 * @param refusals events refused at the door, by reason and severity
 * @param backlogBytes what the held events take in memory
 * @param inFlight exchanges under way
 * @param lastError the latest failure in words, or the empty string
 */
public record Readings(
    Map<Result, Map<Severity, Long>> events,
    Map<String, Map<Severity, Long>> losses,
    Map<String, Map<Severity, Long>> refusals,
    Map<String, Long> attemptsByOutcome,
    long backlogBytes,
    int inFlight,
    String lastError,
    Vitals vitals) {

  public Readings {
    events = Map.copyOf(events);
    losses = Collections.unmodifiableMap(new TreeMap<>(losses));
    refusals = Collections.unmodifiableMap(new TreeMap<>(refusals));
    attemptsByOutcome = Collections.unmodifiableMap(new TreeMap<>(attemptsByOutcome));
  }

  /** What became of events. */
  public enum Result {
    ACCEPTED,
    RECOVERED,
    DELIVERED,
    REJECTED,
    EXPIRED,
    EVICTED,
    ABANDONED,
    HELD,
    DROPPED;

    /** As meters and reasons name it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The result of a label; throws for any other text. */
    static Result ofLabel(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** How many different things it tells of; it grows when something happens for the first time. */
  public int rows() {
    return attemptsByOutcome.size() + rows(losses) + rows(refusals);
  }

  private static int rows(Map<String, Map<Severity, Long>> bySeverity) {
    return bySeverity.values().stream().mapToInt(Map::size).sum();
  }

  /** Events of one severity that came to this. */
  public long of(Result result, Severity severity) {
    return events.getOrDefault(result, Map.of()).getOrDefault(severity, 0L);
  }

  /** Events of all severities that came to this. */
  public long total(Result result) {
    return events.getOrDefault(result, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Accepted events that were lost, of all severities together. */
  public Map<String, Long> lostByReason() {
    return totals(losses);
  }

  /** Events refused at the door, of all severities together. */
  public Map<String, Long> droppedByReason() {
    return totals(refusals);
  }

  private static Map<String, Long> totals(Map<String, Map<Severity, Long>> bySeverity) {
    return bySeverity.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                reason -> reason.getValue().values().stream().mapToLong(Long::longValue).sum(),
                Long::sum,
                TreeMap::new));
  }

  /** All severities, the highest first, each with its events. */
  public Map<String, Long> bySeverity(Result result) {
    Map<String, Long> named = new LinkedHashMap<>();
    for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
      Severity severity = Severity.ofRank(rank);
      named.put(severity.name(), of(result, severity));
    }
    return named;
  }
}
