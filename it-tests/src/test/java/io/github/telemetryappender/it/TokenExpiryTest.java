package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.unauthorized;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoint no longer takes a token that should still be good. */
class TokenExpiryTest extends ShippingContract {

  @BeforeEach
  void numberTokensAnew() {
    NumberedTokens.startAgain();
  }

  @Test
  void aNewTokenIsFetchedOnceAndNothingIsLost() {
    start(withProvider());
    logEach(Severity.INFO, 10);
    awaitDelivered(10);
    assertThat(authorizations(200)).containsExactly("Bearer token-1");

    endpoint.answerWhere("Authorization", "Bearer token-1", unauthorized());
    logEach(Severity.ERROR, 10);
    logEach(Severity.INFO, 10);
    awaitDelivered(30);
    assertThat(NumberedTokens.fetchedTokens()).isEqualTo(2);
    assertThat(authorizations(401)).containsOnly("Bearer token-1");
    assertThat(authorizations(200)).contains("Bearer token-2");
  }

  @Test
  void noReportHoldsAToken() {
    start(withProvider());
    endpoint.answer(401);
    logEach(Severity.INFO, 10);
    logging.flush(Duration.ofSeconds(1)).join();

    assertThat(logging.snapshot().lastError()).contains("401");
    assertThat(logging.statusLines())
        .noneSatisfy(line -> assertThat(line.text()).contains("token-"));
    assertThat(logging.snapshot().lastError()).doesNotContain("token-");
    assertThat(logging.snapshot().total().held()).isEqualTo(10);
  }

  private TypedSettings withProvider() {
    return settings("auth.provider", NumberedTokens.class.getName());
  }

  private List<String> authorizations(int status) {
    return endpoint.exchanges(status).stream()
        .map(exchange -> exchange.getRequest().getHeader("Authorization"))
        .distinct()
        .toList();
  }
}
