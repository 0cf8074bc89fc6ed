package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.event.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What JMX and Micrometer show, at one instant. Immutable.
 *
 * @param events what became of events, by severity
 * @param backlogBytes what the held events take in memory
 * @param inFlight exchanges under way
 * @param lastError the latest failure in words, or the empty string
 */
public record Readings(
    Map<Result, Map<Severity, Long>> events,
    Map<String, Long> lostByReason,
    Map<String, Long> droppedByReason,
    Map<String, Long> attemptsByOutcome,
    long backlogBytes,
    int inFlight,
    String lastError,
    Vitals vitals) {

  public Readings {
    events = Map.copyOf(events);
    lostByReason = Collections.unmodifiableMap(new TreeMap<>(lostByReason));
    droppedByReason = Collections.unmodifiableMap(new TreeMap<>(droppedByReason));
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
    DROPPED
  }

  /** Events of one severity that came to this. */
  public long of(Result result, Severity severity) {
    return events.getOrDefault(result, Map.of()).getOrDefault(severity, 0L);
  }

  /** Events of all severities that came to this. */
  public long total(Result result) {
    return events.getOrDefault(result, Map.of()).values().stream().mapToLong(Long::longValue).sum();
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
