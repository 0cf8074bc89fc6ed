package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.it.protocol.Answer;
import io.github.telemetryappender.it.protocol.DatadogServer;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datadog's intake of logs. */
class DatadogTest extends FormatContract {

  @Override
  ProtocolServer server() {
    return new DatadogServer(Clock.systemUTC(), "k3y");
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "datadog", "endpoint", endpoint.origin(), "auth.apiKey", "k3y");
  }

  @Test
  void everythingThatIsLoggedHasItsPlace() {
    start("serviceName", "shop", "option", "ddtags=team:till");
    logging.putMdc("user", "ada");
    logging.log(
        LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada")
            .withKeyValue("count", 3)
            .withException(new IllegalStateException("not paid")));

    JsonNode event = onlyEvent().whole();
    assertThat(event.path("message").asText()).isEqualTo("order 17 of Ada is late");
    assertThat(event.path("status").asText()).isEqualToIgnoringCase("warn");
    assertThat(event.path("service").asText()).isEqualTo("shop");
    assertThat(event.path("ddtags").asText()).contains("team:till");
    assertThat(event.path("hostname").asText()).isNotBlank();
    assertThat(event.toString())
        .contains("ada")
        .contains("not paid")
        .contains(LoggingFramework.LOGGER);
  }

  @Test
  void anOverloadedIntakeIsAskedAgain() {
    start();
    endpoint.answerNext(Answer.json(429, "{}"), Answer.json(408, "{}"));
    logEach(Severity.INFO, 10);

    awaitDelivered(10);
    assertThat(endpoint.kept()).hasSize(10);
  }
}
