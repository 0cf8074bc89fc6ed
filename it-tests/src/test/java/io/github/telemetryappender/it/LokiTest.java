package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.LokiServer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loki's push endpoint, to a server of several tenants that is strict about labels and order. */
class LokiTest extends FormatContract {

  @Override
  ProtocolServer server() {
    return new LokiServer(Clock.systemUTC(), "shop");
  }

  @Override
  List<String> formatSettings() {
    return List.of(
        "format", "loki", "endpoint", endpoint.origin(), "header", "X-Scope-OrgID: shop");
  }

  @Test
  void everythingThatIsLoggedHasItsPlace() {
    start("serviceName", "shop");
    logging.putMdc("user", "ada");
    logging.log(
        LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada")
            .withKeyValue("count", 3)
            .withException(new IllegalStateException("not paid")));

    JsonNode event = onlyEvent().whole();
    assertThat(event.path("stream").path("service_name").asText()).isEqualTo("shop");
    assertThat(event.path("stream").path("level").asText()).isEqualToIgnoringCase("warn");
    assertThat(event.path("line").asText()).contains("order 17 of Ada is late");
    JsonNode metadata = event.path("metadata");
    assertThat(metadata).isNotEmpty();
    assertThat(metadata.toString())
        .contains(LoggingFramework.LOGGER)
        .contains("ada")
        .contains(Thread.currentThread().getName());
    assertThat(event.toString()).contains("not paid").contains("IllegalStateException");
  }

  @Test
  void metadataThatIsTooLongEndsWithAWholeCharacterAndIsMarked() {
    String why = "x" + "\uD83D\uDE00".repeat(1_000);
    start();
    logging.log(LogCall.of(Severity.ERROR, "not paid").withException(new RuntimeException(why)));

    JsonNode event = onlyEvent().whole();
    String kept = event.path("metadata").path("exception_message").asText();
    assertThat(why).startsWith(kept);
    assertThat(kept).hasSizeGreaterThan(500);
    assertThat(event.path("line").asText()).contains(why);
    assertThat(event.path("metadata").path("truncated").asText()).isEqualTo("true");
    assertThatNothingIsRefused();
  }

  @Test
  void labelsAreTheUsersChoice() {
    start("label", "area={mdc:area}");
    logging.putMdc("area", "till");
    logging.log(LogCall.of(Severity.INFO, "paid"));

    assertThat(onlyEvent().whole().path("stream").path("area").asText()).isEqualTo("till");
  }

  @Test
  void theOrderOfCallsIsTheOrderInTheStream() {
    start();
    logEach(Severity.INFO, 500);

    awaitDelivered(500);
    assertThat(endpoint.kept()).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(endpoint.kept().get(i).message()).contains("order " + i);
    }
  }

  @Test
  void twoHundredAndSixtyIsNoSuccess() {
    start();
    endpoint.answerNext(Answer.text(260, "ingestion is blocked", List.of()));
    logging.log(LogCall.of(Severity.INFO, "later"));

    eventually(
        "a report of what Loki answered",
        () -> logging.statusLines().stream().anyMatch(line -> line.text().contains("260")),
        logging::statusLines);
    assertThat(logging.snapshot().total().held()).isEqualTo(1);
  }
}
