package io.github.telemetryappender.core.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.transport.Header;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedCredentialsTest {

  private final RecordingCredentialListener listener = new RecordingCredentialListener();

  @Test
  void noneHasNoHeaderAndIsReady() {
    Credentials none = credentials(new AuthConfig.None());

    assertThat(none.header(0)).isNull();
    assertThat(none.readiness(0)).isEqualTo(Readiness.READY);
  }

  @Test
  void aBearerTokenGoesIntoAuthorization() {
    assertThat(header(new AuthConfig.BearerToken("abc.def-~+/=")))
        .isEqualTo(new Header("Authorization", "Bearer abc.def-~+/="));
  }

  @Test
  void anApiKeyGoesIntoItsHeaderAsItIs() {
    assertThat(header(new AuthConfig.ApiKey("Authorization", "Splunk 1234-5678")))
        .isEqualTo(new Header("Authorization", "Splunk 1234-5678"));
  }

  @Test
  void basicIsTheExampleOfTheStandard() {
    // RFC 7617 section 2.
    assertThat(header(new AuthConfig.Basic("Aladdin", "open sesame")))
        .isEqualTo(new Header("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
  }

  @Test
  void basicIsUtf8() {
    // RFC 7617 section 2.1.
    assertThat(header(new AuthConfig.Basic("test", "123\u00a3")).value())
        .isEqualTo("Basic dGVzdDoxMjPCow==");
  }

  @Test
  void basicTakesAColonInThePasswordAndEmptyOnes() {
    Header header = header(new AuthConfig.Basic("", ":"));

    assertThat(Base64.getDecoder().decode(header.value().substring("Basic ".length())))
        .isEqualTo("::".getBytes(UTF_8));
  }

  @Test
  void itNeverWantsToBeCalled() {
    assertThat(credentials(new AuthConfig.BearerToken("abc")).doWork(0)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"401,", "403,", "401, Bearer error=\"invalid_token\"", "403, invalid_token"})
  void aRefusalHoldsAtOnce(int status, String challenge) {
    Credentials fixed = credentials(new AuthConfig.BearerToken("abc"));

    assertThat(fixed.refused(fixed.generation(), status, challenge, 0)).isEqualTo(Verdict.HOLD);
    assertThat(fixed.readiness(0)).isEqualTo(Readiness.HELD);
    assertThat(listener.lines()).containsExactly("held by " + status);
  }

  @Test
  void holdingIsReportedOnce() {
    Credentials fixed = credentials(new AuthConfig.BearerToken("abc"));
    fixed.refused(1, 401, null, 0);
    fixed.refused(1, 401, null, 1);

    assertThat(listener.lines()).hasSize(1);
  }

  @Test
  void aProbeCarriesTheCredentialAndReleasesWhenAccepted() {
    Credentials fixed = credentials(new AuthConfig.BearerToken("abc"));
    fixed.refused(1, 401, null, 0);
    assertThat(fixed.mayProbe(0)).isTrue();
    assertThat(fixed.header(0)).isNotNull();

    fixed.accepted(fixed.generation());
    assertThat(fixed.readiness(0)).isEqualTo(Readiness.READY);
    assertThat(listener.lines()).containsExactly("held by 401", "released");
  }

  @Test
  void acceptanceWithoutAHoldSaysNothing() {
    Credentials fixed = credentials(new AuthConfig.BearerToken("abc"));
    fixed.accepted(fixed.generation());

    assertThat(listener.lines()).isEmpty();
  }

  @Test
  void aBearerTokenThatNoHeaderCarriesIsRefused() {
    assertRefused(
        new AuthConfig.BearerToken("abc\n"),
        "auth.bearerToken holds a line break at character 4: visible ASCII is accepted");
    assertRefused(new AuthConfig.BearerToken(""), "auth.bearerToken is empty");
    assertRefused(
        new AuthConfig.BearerToken("a b"),
        "auth.bearerToken holds white space at character 2: visible ASCII is accepted");
  }

  @Test
  void anApiKeyThatNoHeaderCarriesIsRefused() {
    assertRefused(
        new AuthConfig.ApiKey("X-API-Key", "a\tb"),
        "auth.apiKey holds white space at character 2: visible ASCII is accepted");
    assertRefused(
        new AuthConfig.ApiKey("X-API-Key", " ab"),
        "auth.apiKey starts or ends with a space: remove it");
    assertRefused(
        new AuthConfig.ApiKey("X-API-Key", "a\u007f"),
        "auth.apiKey holds a control character at character 2: visible ASCII is accepted");
  }

  @Test
  void anApiKeyHeaderThatIsNoNameIsRefused() {
    assertRefused(
        new AuthConfig.ApiKey("X API", "abc"),
        "auth.apiKeyHeader = X API is not the name of a header: letters, digits and"
            + " !#$%&'*+-.^_`|~ are accepted");
    assertThatThrownBy(() -> header(new AuthConfig.ApiKey("", "abc")))
        .isInstanceOf(SettingsException.class);
  }

  @Test
  void basicRefusesWhatItCannotCarry() {
    assertRefused(
        new AuthConfig.Basic("a:b", "c"),
        "auth.username holds a colon, which Basic authentication cannot carry (RFC 7617):"
            + " use another user name");
    assertRefused(
        new AuthConfig.Basic("a\rb", "c"),
        "auth.username holds a line break at character 2, which Basic authentication cannot carry"
            + " (RFC 7617): remove it");
    assertRefused(
        new AuthConfig.Basic("a", "c\u0000"),
        "auth.password holds a control character at character 2, which Basic authentication cannot"
            + " carry (RFC 7617): remove it");
  }

  private void assertRefused(AuthConfig auth, String message) {
    assertThatThrownBy(() -> credentials(auth))
        .isInstanceOf(SettingsException.class)
        .hasMessage(message);
  }

  private Header header(AuthConfig auth) {
    return credentials(auth).header(0);
  }

  private Credentials credentials(AuthConfig auth) {
    return Credentials.of(
        auth,
        new FakeTicker(),
        FixedRandom.LOWEST,
        Runnable::run,
        listener,
        ScriptedEndpoint::none);
  }
}
