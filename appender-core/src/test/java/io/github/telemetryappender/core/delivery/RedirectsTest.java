package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No redirect leads a credential to somebody else. */
class RedirectsTest {

  private static final URI HOME = URI.create("https://logs.example/v1/logs");

  private final Redirects redirects = new Redirects(HOME);

  private static ExchangeResult.Answered answer(int status, Header... headers) {
    return new ExchangeResult.Answered(
        status, List.of(headers), new byte[0], ExchangeResult.BodyState.COMPLETE);
  }

  private Optional<URI> follow(String from, String location) {
    return redirects.follow(answer(307, new Header("Location", location)), URI.create(from));
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/logs, https://logs.example/v2/logs",
    "logs2?a=b, https://logs.example/v1/logs2?a=b",
    "https://logs.example/v2, https://logs.example/v2",
    "HTTPS://LOGS.example/v2, HTTPS://LOGS.example/v2",
    "https://logs.example:443/v2, https://logs.example:443/v2",
    "//logs.example/v2, https://logs.example/v2",
    "'  /v2  ', https://logs.example/v2"
  })
  void theSameHostAndPortAreFollowed(String location, String target) {
    assertThat(follow(HOME.toString(), location)).contains(URI.create(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/v1/logs",
        "http://logs.example/v1/logs",
        "http://logs.example:443/v1/logs",
        "https://logs.example:8443/v1/logs",
        "https://logs.example:80/v1/logs",
        "https://logs.example:0/v1/logs",
        "https://user:word@logs.example/v1/logs",
        "//evil.example/",
        "mailto:logs@logs.example",
        "https:///v1/logs",
        "://",
        "https://[oops/"
      })
  void whateverElseIsNot(String location) {
    assertThat(follow(HOME.toString(), location)).isEmpty();
  }

  @Test
  void thePortThatASchemeImpliesIsTheOneItNames() {
    assertThat(follow("http://localhost/a", "http://localhost:80/b")).isPresent();
    assertThat(follow("http://localhost:80/a", "http://localhost/b")).isPresent();
    assertThat(follow("http://localhost/a", "http://localhost:443/b")).isEmpty();
    assertThat(follow("http://localhost:4318/a", "http://localhost:4318/b")).isPresent();
    assertThat(follow("http://localhost:4318/a", "http://localhost/b")).isEmpty();
    assertThat(follow("https://localhost:443/a", "https://localhost/b")).isPresent();
  }

  @Test
  void anAnswerThatNamesNoAddressLeadsNowhere() {
    assertThat(redirects.follow(answer(307), HOME)).isEmpty();
    assertThat(redirects.follow(answer(308), HOME)).isEmpty();
    assertThat(redirects.current()).isEqualTo(HOME);
  }

  @Test
  void onlyAPermanentOneIsRememberedAndThatUntilAFailure() {
    follow(HOME.toString(), "/v2");
    assertThat(redirects.current()).isEqualTo(HOME);

    redirects.follow(answer(308, new Header("location", "/v2")), HOME);
    assertThat(redirects.current()).isEqualTo(HOME.resolve("/v2"));
    follow(redirects.current().toString(), "/v3");
    assertThat(redirects.current()).isEqualTo(HOME.resolve("/v2"));

    redirects.forget();
    assertThat(redirects.current()).isEqualTo(HOME);
  }

  @Test
  void aPermanentOneThatMayNotBeFollowedIsNotRemembered() {
    redirects.follow(answer(308, new Header("Location", "https://evil.example/")), HOME);
    assertThat(redirects.current()).isEqualTo(HOME);
  }
}
