package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import org.junit.jupiter.api.Test;

/** The start asks once whether endpoint and credential are what they should be. */
class StartCheckTest extends ShippingContract {

  @Test
  void theEndpointIsAskedOnceAndWithTheCredential() {
    start(settings("auth.provider", NumberedTokens.class.getName()));
    eventually("a HEAD arrives", () -> endpoint.checks().size() == 1, endpoint::checks);
    logEach(Severity.INFO, 3);
    awaitDelivered(3);

    assertThat(endpoint.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.getUrl()).isEqualTo("/ingest");
              assertThat(check.getHeader("Authorization")).startsWith("Bearer ");
            });
    assertThat(warnings()).isEmpty();
    assertThat(logging.snapshot().attemptsByOutcome().keySet()).containsOnly("ok");
  }

  @Test
  void aRefusedCredentialIsReportedBeforeAnythingIsLogged() {
    endpoint.answer(401);
    start(settings("auth.bearerToken", "s3cret"));
    eventually("it is reported", () -> !warnings().isEmpty(), this::warnings);

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("the check at the start failed: 127.0.0.1:")
        .contains("answered 401; check auth.*")
        .doesNotContain("s3cret");
    assertThat(logging.snapshot().vitals().health().level().number()).isZero();
    endpoint.recover();
  }

  @Test
  void anEndpointThatKnowsNoHeadIsFine() {
    endpoint.answer(405);
    start(settings());
    eventually("a HEAD arrives", () -> endpoint.checks().size() == 1, endpoint::checks);
    endpoint.recover();
    logEach(Severity.INFO, 1);
    awaitDelivered(1);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void anEndpointThatIsNotThereIsReportedOnce() {
    endpoint.close();
    start(settings());
    eventually("it is reported", () -> !warnings().isEmpty(), this::warnings);
    assertThat(warnings()).singleElement().asString().contains("check endpoint");
    endpoint.open();
  }

  @Test
  void whereItIsOffNothingIsAsked() {
    start(settings("verifyOnStart", "off"));
    logEach(Severity.INFO, 3);
    awaitDelivered(3);
    assertThat(endpoint.checks()).isEmpty();
  }
}
