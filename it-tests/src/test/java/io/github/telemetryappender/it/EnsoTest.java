package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.EnsoServer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log endpoint of the Enso cloud: what its own telemetry appender is tested for, and more. */
class EnsoTest extends FormatContract {

  @Override
  ProtocolServer server() {
    return new EnsoServer("t0ken");
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "enso", "auth.bearerToken", "t0ken");
  }

  @Test
  void oneEventArrivesWithMessageAndMetadata() {
    start();
    logging.log(LogCall.of(Severity.INFO, "Hello world: name={}, age={}", "Alice", 42));

    JsonNode log = onlyEvent().whole();
    assertThat(log.path("message").asText()).isEqualTo("Hello world");
    assertThat(log.path("kind").asText()).isEqualTo("Telemetry");
    JsonNode metadata = log.path("metadata");
    assertThat(metadata.path("loggerName").asText()).isEqualTo(LoggingFramework.LOGGER);
    assertThat(metadata.path("name").asText()).isEqualTo("Alice");
    assertThat(metadata.path("age").isIntegralNumber()).isTrue();
    assertThat(metadata.path("age").asInt()).isEqualTo(42);
    assertThat(metadata.path("eventId").asText()).matches("[0-9a-f]{16}-n-[0-9a-f]+");
  }

  @Test
  void theKindIsAnOption() {
    start("option", "kind=Audit");
    logging.log(LogCall.of(Severity.INFO, "Hello"));

    assertThat(onlyEvent().whole().path("kind").asText()).isEqualTo("Audit");
  }

  @Test
  void valuesMayHoldWhatSeparatesThem() {
    start();
    logging.log(LogCall.of(Severity.INFO, "Opened: path={}, mode={}", "a=b, c: d", "r={}"));

    JsonNode metadata = onlyEvent().whole().path("metadata");
    assertThat(metadata.path("path").asText()).isEqualTo("a=b, c: d");
    assertThat(metadata.path("mode").asText()).isEqualTo("r={}");
  }

  @Test
  void fiveArriveInOrder() {
    start();
    logEach(Severity.INFO, 5);

    awaitDelivered(5);
    assertThat(endpoint.kept())
        .extracting(ReceivedEvent::message)
        .containsExactly("order 0", "order 1", "order 2", "order 3", "order 4");
  }

  @Test
  void aMessageWithoutTheConventionIsSentWhole() {
    start();
    logging.putMdc("user", "ada");
    logging.log(LogCall.of(Severity.INFO, "order {} of {}", 17, "Ada").withKeyValue("count", 3));

    JsonNode log = onlyEvent().whole();
    assertThat(log.path("message").asText()).isEqualTo("order 17 of Ada");
    assertThat(log.path("metadata").path("user").asText()).isEqualTo("ada");
    assertThat(log.path("metadata").path("count").asInt()).isEqualTo(3);
  }

  @Test
  void anInvalidTokenEndsInAReported401() {
    start("auth.bearerToken", "wrong");
    logging.log(LogCall.of(Severity.INFO, "Hello"));

    eventually(
        "a report of the 401",
        () -> logging.statusLines().stream().anyMatch(line -> line.text().contains("401")),
        logging::statusLines);
    assertThat(logging.snapshot().total().delivered()).isZero();
    assertThat(logging.statusLines()).noneMatch(line -> line.text().contains("wrong"));
  }

  @Test
  void afterAFailedRequestLaterOnesStillGoOut() {
    start();
    endpoint.answerNext(Answer.text(500, "", List.of()));
    logging.log(LogCall.of(Severity.INFO, "first"));
    awaitDelivered(1);
    logging.log(LogCall.of(Severity.INFO, "second"));

    awaitDelivered(2);
    assertThat(endpoint.kept())
        .extracting(ReceivedEvent::message)
        .containsExactly("first", "second");
  }
}
