package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.event.Severity;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the embedded endpoint counted. Events are counted once per event id: a batch that is sent
 * again, because its answer was lost, adds duplicates and no events. Thread-safe.
 */
final class EndpointLedger {

  /** An event as it came in. */
  record Event(String application, Severity severity, String id) {}

  // Guarded by this.
  private final Map<String, Map<Severity, Long>> events = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<Integer, Long> answers = new HashMap<>();
  private long duplicates;

  /** Books a batch that is going to be answered with 200. */
  synchronized void accept(List<Event> batch) {
    answer(200);
    batch.forEach(this::book);
  }

  /** Books a request that is going to be answered with something else. */
  synchronized void answer(int status) {
    answers.merge(status, 1L, Long::sum);
  }

  private void book(Event event) {
    if (ids.add(event.id)) {
      events
          .computeIfAbsent(event.application, name -> new EnumMap<>(Severity.class))
          .merge(event.severity, 1L, Long::sum);
    } else {
      duplicates++;
    }
  }

  synchronized EndpointCounts counts() {
    Map<String, Map<Severity, Long>> copy = new HashMap<>();
    events.forEach((application, bySeverity) -> copy.put(application, Map.copyOf(bySeverity)));
    return new EndpointCounts(copy, duplicates, answers);
  }
}
