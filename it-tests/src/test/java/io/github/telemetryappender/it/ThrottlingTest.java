package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.github.telemetryappender.core.event.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The endpoint asks to be left alone for a second. */
class ThrottlingTest extends ShippingContract {

  @Test
  void nothingIsSentBeforeTheSecondIsOver() {
    start(settings());
    endpoint.answer(aResponse().withStatus(429).withHeader("Retry-After", "1"));
    logEach(Severity.INFO, 1);
    eventually(
        "the appender has read the answer",
        () -> logging.snapshot().lastError().contains("429"),
        logging::snapshot);
    endpoint.recover();
    // Not even events that come after the refusal.
    logEach(Severity.ERROR, 10);

    awaitDelivered(11);
    List<ServeEvent> exchanges = endpoint.exchanges();
    assertThat(endpoint.exchanges(429)).hasSize(1);
    assertThat(millisBetween(exchanges.get(0), exchanges.get(1))).isGreaterThanOrEqualTo(1_000);
  }

  private static long millisBetween(ServeEvent first, ServeEvent second) {
    return second.getRequest().getLoggedDate().getTime()
        - first.getRequest().getLoggedDate().getTime();
  }
}
