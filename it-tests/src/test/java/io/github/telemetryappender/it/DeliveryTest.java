package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All is well: what is logged arrives, with everything that was said. */
class DeliveryTest extends ShippingContract {

  @Test
  void whatEveryEventHasArrives() {
    start(settings("serviceName", "shop", "attribute", "region=eu"));
    Instant before = Instant.now();
    logging.log(LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada"));

    JsonNode event = onlyEvent();
    assertThat(event.path("message").asText()).isEqualTo("order 17 of Ada is late");
    assertThat(event.path("log.level").asText()).isEqualTo("WARN");
    assertThat(event.path("log.logger").asText()).isEqualTo(LoggingFramework.LOGGER);
    assertThat(event.path("process.thread.name").asText())
        .isEqualTo(Thread.currentThread().getName());
    assertThat(event.path("event.id").asText()).matches("[0-9a-f]{16}-u-[0-9a-f]+");
    assertThat(event.path("service.name").asText()).isEqualTo("shop");
    assertThat(event.path("resource").path("region").asText()).isEqualTo("eu");
    assertThat(event.path("process.pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(Instant.parse(event.path("@timestamp").asText()))
        .isBetween(before.minusMillis(1), Instant.now());
  }

  @Test
  void contextArrivesWithTheEventItBelongsTo() {
    start(settings());
    logging.putMdc("user", "ada");
    List<String> ndc = logging.pushNdc("request 1", "step 2");
    logging.log(LogCall.of(Severity.INFO, "with"));
    logging.removeMdc("user");
    logging.log(LogCall.of(Severity.INFO, "without"));

    awaitDelivered(2);
    JsonNode with = endpoint.acceptedEvents().get(0);
    JsonNode without = endpoint.acceptedEvents().get(1);
    assertThat(with.path("labels").path("user").asText()).isEqualTo("ada");
    assertThat(texts(with.path("ndc"))).isEqualTo(ndc);
    assertThat(without.has("labels")).isFalse();
  }

  @Test
  void markersArriveAll() {
    start(settings());
    logging.log(LogCall.of(Severity.INFO, "paid").withMarker("AUDIT").withMarker("MONEY"));

    assertThat(texts(onlyEvent().path("tags"))).containsExactlyInAnyOrder("AUDIT", "MONEY");
  }

  @Test
  void keyValuesKeepTheirTypes() {
    start(settings());
    logging.log(
        LogCall.of(Severity.INFO, "paid")
            .withKeyValue("count", 3)
            .withKeyValue("amount", 2.5)
            .withKeyValue("express", true)
            .withKeyValue("currency", "EUR"));

    JsonNode attributes = onlyEvent().path("attributes");
    assertThat(attributes.path("count").isIntegralNumber()).isTrue();
    assertThat(attributes.path("count").asInt()).isEqualTo(3);
    assertThat(attributes.path("amount").isNumber()).isTrue();
    assertThat(attributes.path("amount").asDouble()).isEqualTo(2.5);
    assertThat(attributes.path("express").isBoolean()).isTrue();
    assertThat(attributes.path("currency").asText()).isEqualTo("EUR");
  }

  @Test
  void anExceptionArrivesWithItsCause() {
    start(settings());
    Exception cause = new IllegalArgumentException("no such card");
    logging.log(
        LogCall.of(Severity.ERROR, "payment failed")
            .withException(new IllegalStateException("not paid", cause)));

    JsonNode event = onlyEvent();
    assertThat(event.path("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(event.path("error.message").asText()).isEqualTo("not paid");
    assertThat(event.path("error.stack_trace").asText())
        .startsWith("java.lang.IllegalStateException: not paid")
        .contains("anExceptionArrivesWithItsCause")
        .contains("Caused by: java.lang.IllegalArgumentException: no such card");
  }

  @Test
  void callerDataArrivesWhenAskedFor() {
    start(settings("includeCallerData", "true"));
    logging.log(LogCall.of(Severity.INFO, "here"));

    JsonNode event = onlyEvent();
    assertThat(event.path("log.origin.file.name").asText()).isEqualTo("DeliveryTest.java");
    assertThat(event.path("log.origin.file.line").asInt()).isPositive();
    assertThat(event.path("log.origin.function").asText())
        .contains("callerDataArrivesWhenAskedFor");
  }

  @Test
  void callerDataIsLeftOutByDefault() {
    start(settings());
    logging.log(LogCall.of(Severity.INFO, "here"));

    assertThat(onlyEvent().has("log.origin.function")).isFalse();
  }

  @Test
  void requestsSayWhatTheyAre() {
    start(settings("header", "X-Tenant: shop", "auth.bearerToken", "s3cret"));
    logging.log(LogCall.of(Severity.INFO, "hello"));
    awaitDelivered(1);

    LoggedRequest request = endpoint.exchanges().get(0).getRequest();
    assertThat(request.getUrl()).isEqualTo("/ingest");
    assertThat(request.getHeader("Content-Type")).startsWith("application/json");
    assertThat(request.getHeader("User-Agent")).startsWith("telemetry-appender/");
    assertThat(request.getHeader("X-Tenant")).isEqualTo("shop");
    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(request.getHeader("Idempotency-Key"))
        .matches("[0-9a-f]{16}-n-[0-9a-f]+-[0-9a-f]+-1");
  }

  @Test
  void largeBodiesAreCompressed() {
    start(settings());
    logging.log(LogCall.of(Severity.INFO, "x".repeat(10_000)));

    assertThat(onlyEvent().path("message").asText()).hasSize(10_000);
    assertThat(endpoint.exchanges().get(0).getRequest().getHeader("Content-Encoding"))
        .isEqualTo("gzip");
  }

  @Test
  void eventsOfManyThreadsArriveOnceEach() {
    start(settings());
    CompletableFuture.allOf(
            IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(() -> logEach(Severity.INFO, 1_000)))
                .toArray(CompletableFuture[]::new))
        .join();

    awaitDelivered(4_000);
    assertThat(endpoint.acceptedEvents()).hasSize(4_000);
    assertThat(endpoint.acceptedIds()).hasSize(4_000);
  }

  @Test
  void aFlushSendsAtOnceAndGivesAReceipt() {
    start(settings("batch.linger", "1m"));
    logEach(Severity.INFO, 10);

    FlushReceipt receipt = logging.flush(Duration.ofSeconds(10)).join();
    assertThat(receipt).isEqualTo(new FlushReceipt(10, 0, 0));
  }

  @Test
  void itIsSilentWhileAllIsWell() {
    start(settings());
    logEach(Severity.ERROR, 100);
    awaitDelivered(100);
    logging.stop();

    assertThat(warnings()).isEmpty();
  }

  private JsonNode onlyEvent() {
    awaitDelivered(1);
    assertThat(endpoint.acceptedEvents()).hasSize(1);
    return endpoint.acceptedEvents().get(0);
  }

  private static List<String> texts(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asText()).toList();
  }
}
