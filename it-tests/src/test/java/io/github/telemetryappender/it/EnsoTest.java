package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.EnsoServer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log endpoint of the Enso cloud: what its own telemetry appender is tested for, and more. */
class EnsoTest extends FormatContract {

  @TempDir Path folder;

  private final Endpoint issuer = new Endpoint();
  private List<String> credential = List.of("auth.bearerToken", "t0ken");

  @Override
  ProtocolServer server() {
    return new EnsoServer("t0ken", log -> log.path("message").asText().equals("reject this"));
  }

  @Override
  List<String> formatSettings() {
    return Stream.concat(Stream.of("format", "enso"), credential.stream()).toList();
  }

  @AfterEach
  void closeTheIssuer() {
    issuer.close();
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
  void whatDoesNotFollowTheConventionChangesNothingAboutItsNeighbours() {
    start("batch.linger", "500ms");
    logging.log(LogCall.of(Severity.INFO, "First: name={}", "Ada"));
    logging.log(LogCall.of(Severity.INFO, "Second: name={}", "Ada", "one too many"));
    logging.log(LogCall.of(Severity.INFO, "Third: type={}", "reserved"));
    logging.log(LogCall.of(Severity.INFO, "Fourth"));
    logging.log(LogCall.of(Severity.INFO, "Fifth: name={}", "Grace"));

    awaitDelivered(5);
    assertThat(endpoint.kept())
        .extracting(ReceivedEvent::message)
        .containsExactly("First", "Second: name=Ada", "Third: type=reserved", "Fourth", "Fifth");
    assertThat(endpoint.kept())
        .extracting(log -> log.whole().path("metadata").has("unstructured"))
        .containsExactly(false, true, true, false, false);
    assertThat(endpoint.kept().get(4).whole().path("metadata").path("name").asText())
        .isEqualTo("Grace");
  }

  @Test
  void aLogThatTheServerRefusesFailsAlone() {
    start("batch.linger", "500ms");
    logEach(Severity.INFO, 2);
    logging.log(LogCall.of(Severity.INFO, "reject this"));
    logging.log(LogCall.of(Severity.INFO, "after it"));

    awaitDelivered(3);
    eventually(
        "one event rejected", () -> logging.snapshot().total().rejected() == 1, logging::snapshot);
    assertThat(endpoint.kept())
        .extracting(ReceivedEvent::message)
        .containsExactlyInAnyOrder("order 0", "order 1", "after it");
  }

  @Test
  void anExpiredTokenIsRefreshedExactlyOnceOverTwoRequests() throws IOException {
    issuer.open();
    issuer.answer(
        okJson(
            """
            {"AuthenticationResult":
              {"AccessToken":"t0ken","TokenType":"Bearer","ExpiresIn":3600}}
            """));
    credential = List.of("auth.credentialsFile", login(Instant.now().minusSeconds(60)));
    start();
    logging.log(LogCall.of(Severity.INFO, "first"));
    awaitDelivered(1);
    logging.log(LogCall.of(Severity.INFO, "second"));

    awaitDelivered(2);
    assertThat(endpoint.exchanges()).hasSize(2);
    assertThatNothingIsRefused();
    LoggedRequest refresh = assertThat(issuer.exchanges()).singleElement().actual().getRequest();
    assertThat(refresh.getHeader("X-Amz-Target"))
        .isEqualTo("AWSCognitoIdentityProviderService.InitiateAuth");
    assertThat(refresh.getBodyAsString()).contains("\"REFRESH_TOKEN\":\"r3fresh\"");
  }

  private String login(Instant expiry) throws IOException {
    String text =
        """
        {"client_id":"c1","access_token":"0ld","refresh_token":"r3fresh",
         "refresh_url":"%s","expire_at":"%s"}
        """
            .formatted(issuer.url(), expiry);
    return Files.writeString(folder.resolve("credentials"), text).toString();
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
