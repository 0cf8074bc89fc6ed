package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import org.junit.jupiter.api.Test;

/** More is logged during an outage than memory can hold. */
class OverflowTest extends ShippingContract {

  private static final int DEBUG_EVENTS = 40_000;
  private static final int ERROR_EVENTS = 400;
  private static final String FILLER = "x".repeat(300);

  @Test
  void everyErrorSurvivesAFloodOfDebug() {
    start(settings("memory.maxBytes", "4MB"));
    endpoint.answer(503);
    flood();

    Counts debug = logging.snapshot().bySeverity().get(Severity.DEBUG);
    assertThat(debug.dropped() + debug.lost()).as("the flood was larger than memory").isPositive();
    assertThat(logging.snapshot().heldBytes()).isLessThanOrEqualTo(4 * 1024 * 1024);

    endpoint.recover();
    eventually("all is settled", () -> total().held() == 0, logging::snapshot);
    assertThat(deliveredErrors()).isEqualTo(ERROR_EVENTS);
    Counts error = logging.snapshot().bySeverity().get(Severity.ERROR);
    assertThat(error.delivered()).isEqualTo(ERROR_EVENTS);
    assertThat(error.dropped() + error.lost()).isZero();
  }

  @Test
  void whatIsRefusedAtTheDoorIsReported() {
    start(settings("memory.maxBytes", "4MB"));
    endpoint.answer(503);
    flood();

    eventually(
        "a report of the loss",
        () ->
            warnings().stream()
                .anyMatch(text -> text.matches("(?s).*(refused at the door|lost|evicted).*")),
        this::warnings);
    endpoint.recover();
    eventually("all is settled", () -> total().held() == 0, logging::snapshot);
    assertThat(total().accepted() + total().dropped()).isEqualTo(DEBUG_EVENTS + ERROR_EVENTS);
  }

  private Counts total() {
    return logging.snapshot().total();
  }

  private void flood() {
    int debugEventsPerError = DEBUG_EVENTS / ERROR_EVENTS;
    for (int i = 0; i < DEBUG_EVENTS; i++) {
      logging.log(LogCall.of(Severity.DEBUG, FILLER));
      if (i % debugEventsPerError == 0) {
        logging.log(LogCall.of(Severity.ERROR, "order {} failed", i));
      }
    }
  }

  private long deliveredErrors() {
    return endpoint.acceptedEvents().stream()
        .filter(event -> event.path("log.level").asText().equals("ERROR"))
        .map((JsonNode event) -> event.path("event.id").asText())
        .distinct()
        .count();
  }
}
