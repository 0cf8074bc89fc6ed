package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.SecretMask;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the person on call reads of an exchange. */
class ResultWordsTest {

  private final ResultWords words = new ResultWords("host:1", () -> SecretMask.NONE);

  private static ExchangeResult answered(int status, String body) {
    return new ExchangeResult.Answered(
        status,
        List.of(),
        body.getBytes(StandardCharsets.UTF_8),
        ExchangeResult.BodyState.COMPLETE);
  }

  private static ExchangeResult failed(FailureKind kind) {
    return new ExchangeResult.Failed(kind, kind.name());
  }

  @Test
  void anAnswerIsShownWithTheBeginningOfItsBodyInOneLine() {
    assertThat(words.of(answered(503, ""))).isEqualTo("host:1 answered 503");
    assertThat(words.of(answered(503, "a\nb"))).isEqualTo("host:1 answered 503: a b");
    assertThat(words.of(answered(503, "x".repeat(200)))).endsWith(": " + "x".repeat(200));
    assertThat(words.of(answered(503, "x".repeat(201)))).endsWith(": " + "x".repeat(200));
  }

  @Test
  void onlyWhatCanBeOurFaultAloneAsksForAReport() {
    assertThat(words.ofLoss(answered(411, ""))).contains("please report it");
    assertThat(words.ofLoss(answered(400, ""))).isEqualTo("host:1 answered 400");
    assertThat(words.ofLoss(new ExchangeResult.TooLarge(1024)))
        .isEqualTo("the body passes 1,024 bytes");
  }

  @Test
  void whyEventsWereRefusedIsShownWhereItIsKnown() {
    assertThat(words.ofRefusedEvents("")).isEqualTo("host:1 refused some events of a request");
    assertThat(words.ofRefusedEvents("too old"))
        .isEqualTo("host:1 refused some events of a request: too old");
  }

  @ParameterizedTest
  @CsvSource({
    "CERTIFICATE, check the endpoint's certificate and tls.*",
    "TLS, check the endpoint's certificate and tls.*",
    "TLS_FILES, check tls.*",
    "PROXY_REFUSED, 'check proxy.*, or the JVM''s proxy'",
    "PROXY_UNAUTHORIZED, 'check proxy.*, or the JVM''s proxy'",
    "PROTOCOL, check endpoint"
  })
  void aHoldForAFailureSaysWhatToLookAt(FailureKind kind, String remedy) {
    assertThat(words.ofHold(failed(kind))).endsWith("; " + remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "401, check auth.*",
    "402, check the account's quota",
    "404, check the path in endpoint",
    "406, check format and compression",
    "407, check proxy.username and proxy.password",
    "431, shorten the headers or the token",
    "300, check endpoint"
  })
  void aHoldForAnAnswerSaysWhatToLookAt(int status, String remedy) {
    assertThat(words.ofHold(answered(status, ""))).endsWith("; " + remedy);
  }

  @Test
  void whatIsNoExchangeAtAllIsAHoldForTheEndpoint() {
    assertThat(words.ofHold(new ExchangeResult.TooLarge(1))).endsWith("; check endpoint");
  }

  @Test
  void lossesAreCountedByStatusOrAsTheTransports() {
    assertThat(ResultWords.detail(answered(413, ""))).isEqualTo("413");
    assertThat(ResultWords.detail(failed(FailureKind.TLS))).isEqualTo("transport");
  }

  @Test
  void onlyWhatIsGoneIsNotProbedByTime() {
    assertThat(ResultWords.probes(answered(410, ""))).isEqualTo(Hold.Probes.NONE);
    assertThat(ResultWords.probes(answered(404, ""))).isEqualTo(Hold.Probes.TIMED);
    assertThat(ResultWords.probes(failed(FailureKind.TLS))).isEqualTo(Hold.Probes.TIMED);
  }
}
