package io.github.telemetryappender.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.AuthConfig.ClientAuthentication;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token endpoint is asked, and what follows from each of its answers. */
class OauthTokensTest {

  private static final String SECRET = "s3cret/+&=ö";
  private static final String ENCODED = "s3cret%2F%2B%26%3D%C3%B6";
  private static final String ANSWER =
      "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"x\":[{}]}";

  private final ScriptedEndpoint endpoint = new ScriptedEndpoint();

  @Test
  void theSecretTravelsInTheForm() throws Exception {
    Token token = tokens(ClientAuthentication.FORM, "logs.write all", "https://logs").fetch();

    assertThat(endpoint.bodies())
        .containsExactly(
            "grant_type=client_credentials&client_id=ship+per&client_secret="
                + ENCODED
                + "&scope=logs.write+all&audience=https%3A%2F%2Flogs");
    assertThat(endpoint.requests().get(0).headers())
        .containsExactly(new Header("Accept", "application/json"));
    assertThat(token).isEqualTo(Token.lasting("abc", Duration.ofHours(1)));
  }

  @Test
  void theSecretTravelsByBasicAuthentication() throws Exception {
    tokens(ClientAuthentication.BASIC, null, null).fetch();

    String pair = Base64.getEncoder().encodeToString(("ship+per:" + ENCODED).getBytes());
    assertThat(endpoint.bodies()).containsExactly("grant_type=client_credentials");
    assertThat(endpoint.requests().get(0).headers())
        .contains(new Header("Authorization", "Basic " + pair));
  }

  @Test
  void aSecretFileIsReadAnewForEachRequest(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "first\n");
    endpoint.json(200, ANSWER).json(200, ANSWER);
    OauthTokens tokens = tokens(config(null, file.toString()));
    assertThat(tokens.isWatched()).isTrue();
    tokens.fetch();
    assertThat(tokens.hasChanged()).isFalse();

    Files.writeString(file, "second\n");
    assertThat(tokens.hasChanged()).isTrue();
    tokens.fetch();
    assertThat(endpoint.bodies().get(0)).endsWith("client_secret=first");
    assertThat(endpoint.bodies().get(1)).endsWith("client_secret=second");
  }

  @Test
  void aSecretFileThatIsNotThereIsNamed() {
    assertThatThrownBy(tokens(config(null, "/nowhere/secret"))::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage("auth.oauth2.clientSecretFile = /nowhere/secret does not exist");
    assertThat(endpoint.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403})
  void refusalsAreTerminal(int status) {
    endpoint.json(status, "{\"error\":\"invalid_client\"}");

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .isInstanceOf(TerminalCredentialException.class)
        .hasMessage("login.test:443 answered " + status + ": invalid_client");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 408, 429, 500, 503})
  void otherFailuresMayPass(int status) {
    endpoint.json(status, "");

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage("login.test:443 answered " + status);
  }

  @Test
  void aRedirectIsNotFollowed() {
    endpoint.answer(302, "text/html", "");

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage(
            "login.test:443 answered 302, which is not followed: name the URL that issues tokens"
                + " itself");
    assertThat(endpoint.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <html>Sign in</html>                                     | text/html        | with text/html instead of a JSON object
          {"access_token":                                         | application/json | with malformed JSON instead of a JSON object
          ["abc"]                                                  | application/json | with malformed JSON instead of a JSON object
          {"access_token":"abc"} x                                 | application/json | with malformed JSON instead of a JSON object
          ''                                                       | application/json | with nothing instead of a JSON object
          {}                                                       | application/json | without access_token
          {"access_token":null}                                    | application/json | without access_token
          {"access_token":"abc","token_type":"mac"}                | application/json | with a token of type mac: only Bearer can be sent
          {"access_token":"abc","expires_in":"soon"}               | application/json | with expires_in = soon, no number
          """)
  void anAnswerThatIsNoTokenIsSaidInOneSentence(String body, String type, String what) {
    endpoint.answer(200, type, body);

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage("login.test:443 answered 200 " + what);
  }

  @Test
  void anEndlessBodyIsNotRead() {
    endpoint.answer(200, "application/json", ANSWER, BodyState.TOO_LONG);

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .hasMessage("login.test:443 answered 200 with more than 256KB: no token answer");
  }

  @Test
  void aBrokenBodyIsNotTrusted() {
    endpoint.answer(200, "application/json", ANSWER, BodyState.BROKEN);

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .hasMessage("login.test:443 answered 200 and broke off");
  }

  @ParameterizedTest
  @CsvSource({"'\"3600\"', 3600", "3599.7, 3599", "0, 0", "-5, -5"})
  void aLifeIsReadInEveryFormOfANumber(String json, long seconds) throws Exception {
    endpoint.json(200, "{\"access_token\":\"abc\",\"expires_in\":" + json + "}");

    assertThat(tokens(config("abcdef", null)).fetch().life())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void withoutALifeTheTokenServesUntilItIsRefused() throws Exception {
    endpoint.json(200, "{\"access_token\":\"abc\",\"token_type\":\"bearer\"}");

    assertThat(tokens(config("abcdef", null)).fetch()).isEqualTo(Token.of("abc"));
  }

  @Test
  void whatTheEndpointWritesBackIsMaskedAndOnOneLine() {
    endpoint.json(
        400,
        "{\"error\":\"invalid\\u0007\\nclient\",\"error_description\":\"secret abcdef/x, form"
            + " abcdef%2Fx is wrong\"}");

    assertThatThrownBy(tokens(config("abcdef/x", null))::fetch)
        .hasMessage("login.test:443 answered 400: invalid client (secret ***, form *** is wrong)");
  }

  @Test
  void anEndpointThatCannotBeReachedSaysWhy() {
    endpoint.answer(new ExchangeResult.Failed(FailureKind.CERTIFICATE, "login.test:443 showed…"));

    assertThatThrownBy(tokens(config("abcdef", null))::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage("login.test:443 showed…");
  }

  @Test
  void closingClosesTheTransport() {
    tokens(config("abcdef", null)).close();

    assertThat(endpoint.isClosed()).isTrue();
  }

  private OauthTokens tokens(ClientAuthentication authentication, String scope, String audience) {
    endpoint.json(200, ANSWER);
    return tokens(
        new AuthConfig.Oauth2(
            URI.create("https://login.test/token"),
            "ship per",
            SECRET,
            null,
            scope,
            audience,
            authentication));
  }

  private static AuthConfig.Oauth2 config(String secret, String secretFile) {
    return new AuthConfig.Oauth2(
        URI.create("https://login.test/token"),
        "shipper",
        secret,
        secretFile,
        null,
        null,
        ClientAuthentication.FORM);
  }

  private OauthTokens tokens(AuthConfig.Oauth2 config) {
    return new OauthTokens(config, new TokenEndpoint(endpoint, new FakeTicker(), new ServerTime()));
  }
}
