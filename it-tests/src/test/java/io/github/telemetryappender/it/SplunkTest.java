package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import io.github.telemetryappender.it.protocol.SplunkServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Splunk's HTTP event collector. */
class SplunkTest extends FormatContract {

  @Override
  ProtocolServer server() {
    return new SplunkServer(
        "t0ken", Set.of("main"), event -> event.toString().contains("reject this"));
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "splunk", "endpoint", endpoint.origin(), "auth.apiKey", "t0ken");
  }

  @Test
  void everythingThatIsLoggedHasItsPlace() {
    start("index", "main", "option", "sourcetype=shop:json");
    logging.putMdc("user", "ada");
    logging.log(
        LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada")
            .withKeyValue("count", 3)
            .withException(new IllegalStateException("not paid")));

    JsonNode event = onlyEvent().whole();
    assertThat(event.path("index").asText()).isEqualTo("main");
    assertThat(event.path("sourcetype").asText()).isEqualTo("shop:json");
    assertThat(event.path("time").isMissingNode()).isFalse();
    assertThat(event.path("host").asText()).isNotBlank();
    assertThat(event.toString())
        .contains("order 17 of Ada is late")
        .contains("WARN")
        .contains("ada")
        .contains("not paid")
        .contains(LoggingFramework.LOGGER);
  }

  @Test
  void aBusyServerIsAskedAgain() {
    start();
    endpoint.answerNext(Answer.json(503, "{\"text\":\"Server is busy\",\"code\":9}"));
    logEach(Severity.INFO, 10);

    awaitDelivered(10);
    assertThat(endpoint.kept()).hasSize(10);
  }

  @Test
  void anInvalidEventIsRejectedAloneAndWhatCertainlyArrivedIsNotSentAgain() {
    start("batch.linger", "500ms");
    logEach(Severity.INFO, 3);
    logging.log(LogCall.of(Severity.INFO, "reject this"));
    logEach(Severity.INFO, 2);

    awaitDelivered(5);
    eventually(
        "one event rejected", () -> logging.snapshot().total().rejected() == 1, logging::snapshot);
    assertThat(endpoint.keptIds()).hasSize(5);
    assertThat(endpoint.kept().subList(2, endpoint.kept().size()))
        .extracting(ReceivedEvent::id)
        .doesNotContain(endpoint.kept().get(0).id(), endpoint.kept().get(1).id());
  }
}
