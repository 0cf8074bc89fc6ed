package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.IOException;
import java.net.InetAddress;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OAuth 2 client credentials, with an issuer that answers also what a good one does not. */
class ClientCredentialsTest extends ShippingContract {

  private static final String SECRET = "s3cret-of-the-client";

  private static final String TOKEN =
      "{\"access_token\":\"token-1\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

  private final MockWebServer issuer = new MockWebServer();

  @AfterEach
  void stopTheIssuer() {
    issuer.close();
  }

  @Test
  void oneTokenServesAllBatches() throws IOException {
    issuer.enqueue(answer(200, TOKEN));
    start(withIssuer());
    logEach(Severity.INFO, 10);
    awaitDelivered(10);
    logEach(Severity.ERROR, 10);
    awaitDelivered(20);

    assertThat(issuer.getRequestCount()).isEqualTo(1);
    assertThat(endpoint.exchanges(200))
        .allSatisfy(
            exchange ->
                assertThat(exchange.getRequest().getHeader("Authorization"))
                    .isEqualTo("Bearer token-1"));
  }

  @Test
  void anIssuerThatBreaksDownIsAskedAgainAndNothingIsLost() throws IOException {
    issuer.enqueue(answer(200, "<html>Sign in</html>"));
    issuer.enqueue(answer(503, ""));
    issuer.enqueue(answer(200, TOKEN));
    start(withIssuer());
    logEach(Severity.ERROR, 10);
    awaitDelivered(10);

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("answered 200 with something instead of a JSON object");
    assertThat(endpoint.exchanges()).hasSize(1);
  }

  @Test
  void aRefusedSecretHoldsTheEventsAndIsNotShown() throws IOException {
    issuer.enqueue(
        answer(401, "{\"error\":\"invalid_client\",\"error_description\":\"bad " + SECRET + "\"}"));
    start(withIssuer());
    logEach(Severity.ERROR, 10);
    eventually("a report", () -> !warnings().isEmpty(), this::warnings);

    assertThat(warnings()).first().asString().contains("401: invalid_client (bad ***)");
    assertThat(logging.statusLines()).noneSatisfy(line -> assertThat(line.text()).contains(SECRET));
    assertThat(logging.snapshot().total().held()).isEqualTo(10);
    assertThat(endpoint.exchanges()).isEmpty();
  }

  private TypedSettings withIssuer() throws IOException {
    issuer.start(InetAddress.getByName("127.0.0.1"), 0);
    return settings(
        "auth.oauth2.tokenUrl",
        "http://127.0.0.1:" + issuer.getPort() + "/token",
        "auth.oauth2.clientId",
        "shipper",
        "auth.oauth2.clientSecret",
        SECRET);
  }

  private static MockResponse answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }
}
