package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.event.Severity;
import java.util.Map;

/**
 * What the embedded endpoint has counted at one instant.
 *
 * @param events distinct events by application and severity
 * @param duplicates events that were already there
 * @param answers requests by the status they were answered with
 */
record EndpointCounts(
    Map<String, Map<Severity, Long>> events, long duplicates, Map<Integer, Long> answers) {

  EndpointCounts {
    events = Map.copyOf(events);
    answers = Map.copyOf(answers);
  }

  long eventsOf(String application, Severity severity) {
    return events.getOrDefault(application, Map.of()).getOrDefault(severity, 0L);
  }

  long eventsTotal() {
    return events.values().stream()
        .flatMap(bySeverity -> bySeverity.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
