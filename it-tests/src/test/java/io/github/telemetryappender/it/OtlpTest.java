package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.OtlpServer;
import io.github.telemetryappender.it.protocol.OtlpServer.Encoding;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OTLP over HTTP in protobuf, to a receiver that goes by the letter of the protocol. */
class OtlpTest extends FormatContract {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN_ID = "b7ad6b7169203331";

  Encoding encoding() {
    return Encoding.PROTOBUF;
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "otlp", "endpoint", endpoint.origin());
  }

  @Override
  ProtocolServer server() {
    return new OtlpServer(encoding(), OtlpTest::isRejected);
  }

  private static boolean isRejected(ReceivedEvent event) {
    return event.message().startsWith("reject");
  }

  @Test
  void everythingThatIsLoggedHasItsPlace() {
    start("serviceName", "shop", "attribute", "region=eu");
    logging.putMdc("user", "ada");
    logging.putMdc("trace_id", TRACE_ID);
    logging.putMdc("span_id", SPAN_ID);
    logging.log(
        LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada")
            .withKeyValue("count", 3)
            .withKeyValue("amount", 2.5)
            .withKeyValue("express", true)
            .withException(new IllegalStateException("not paid")));

    JsonNode event = onlyEvent().whole();
    assertThat(event.path("body").asText()).isEqualTo("order 17 of Ada is late");
    assertThat(event.path("severityNumber").asInt()).isEqualTo(13);
    assertThat(event.path("severityText").asText()).isEqualTo("WARN");
    assertThat(event.path("scope").asText()).isEqualTo(LoggingFramework.LOGGER);
    assertThat(event.path("traceId").asText()).isEqualTo(TRACE_ID);
    assertThat(event.path("spanId").asText()).isEqualTo(SPAN_ID);
    assertThat(event.path("resource").path("service.name").asText()).isEqualTo("shop");
    assertThat(event.path("resource").path("region").asText()).isEqualTo("eu");
    JsonNode attributes = event.path("attributes");
    assertThat(attributes.path("thread.name").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(attributes.path("user").asText()).isEqualTo("ada");
    assertThat(attributes.path("count").isIntegralNumber()).isTrue();
    assertThat(attributes.path("amount").asDouble()).isEqualTo(2.5);
    assertThat(attributes.path("express").isBoolean()).isTrue();
    assertThat(attributes.path("exception.type").asText())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(attributes.path("exception.message").asText()).isEqualTo("not paid");
    assertThat(attributes.path("exception.stacktrace").asText())
        .contains("everythingThatIsLoggedHasItsPlace");
  }

  @Test
  void whatTheReceiverRejectsIsCountedAndNotSentAgain() {
    start("batch.linger", "500ms");
    logging.log(LogCall.of(Severity.INFO, "take this"));
    logging.log(LogCall.of(Severity.INFO, "reject this"));

    eventually(
        "one delivered, one rejected",
        () ->
            logging.snapshot().total().delivered() == 1
                && logging.snapshot().total().rejected() == 1,
        logging::snapshot);
    assertThat(endpoint.exchanges()).hasSize(1);
    assertThat(endpoint.kept()).extracting(ReceivedEvent::message).containsExactly("take this");
  }

  @Test
  void a500IsNotTriedAgain() {
    start();
    endpoint.answerNext(Answer.text(500, "", List.of()));
    logging.log(LogCall.of(Severity.INFO, "unlucky"));

    eventually(
        "the event rejected", () -> logging.snapshot().total().rejected() == 1, logging::snapshot);
    assertThat(endpoint.exchanges()).hasSize(1);
  }

  @Test
  void a503IsTriedAgain() {
    start();
    endpoint.answerNext(Answer.text(503, "", List.of()), Answer.text(429, "", List.of()));
    logEach(Severity.INFO, 10);

    awaitDelivered(10);
    assertThat(endpoint.keptIds()).hasSize(10);
  }
}
