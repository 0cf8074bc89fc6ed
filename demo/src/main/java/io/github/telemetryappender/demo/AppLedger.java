package io.github.telemetryappender.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;

/**
 * What an application tells the driver about itself: one line of JSON on its standard output.
 *
 * @param stage {@code LAST} once the logging framework has been stopped
 * @param logged how often the application called its logger, by severity
 * @param snapshot the appender's ledger at the same time
 */
record AppLedger(Stage stage, Map<Severity, Long> logged, PipelineSnapshot snapshot) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether another one follows. */
  enum Stage {
    RUNNING,
    LAST
  }

  AppLedger {
    logged = Map.copyOf(logged);
  }

  long loggedTotal() {
    return logged.values().stream().mapToLong(Long::longValue).sum();
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and texts has no JSON", e);
    }
  }

  /**
   * @throws JsonProcessingException where the line is not what {@link #toJson} wrote
   */
  static AppLedger ofJson(String line) throws JsonProcessingException {
    return JSON.readValue(line, AppLedger.class);
  }
}
