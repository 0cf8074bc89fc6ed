package io.github.telemetryappender.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.telemetryappender.core.transport.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The credentials file of the Enso cloud, and the refresh at Cognito. */
class CredentialsFileTokensTest {

  private static final String REFRESHED =
      "{\"AuthenticationResult\":{\"AccessToken\":\"fresh\",\"TokenType\":\"Bearer\","
          + "\"ExpiresIn\":3600},\"ChallengeParameters\":{}}";

  private final ObjectMapper json = new ObjectMapper();
  private final FakeTicker clock = new FakeTicker();
  private final ScriptedEndpoint endpoint = new ScriptedEndpoint();
  private final ServerTime serverTime = new ServerTime();

  @TempDir Path folder;
  private Path file;
  private CredentialsFileTokens tokens;

  @BeforeEach
  void logIn() throws IOException {
    file = folder.resolve("credentials");
    write("access_token", "from-file");
    tokens =
        new CredentialsFileTokens(
            file.toString(), new TokenEndpoint(endpoint, clock, serverTime), clock, serverTime);
  }

  @Test
  void aTokenThatLastsIsUsedAsItIs() throws Exception {
    assertThat(tokens.fetch()).isEqualTo(Token.lasting("from-file", Duration.ofHours(1)));
    assertThat(endpoint.requests()).isEmpty();
  }

  @Test
  void lessThanTwoMinutesLeftMeansRefreshNow() throws Exception {
    endpoint.json(200, REFRESHED);
    write("expire_at", in(Duration.ofMinutes(2)));
    assertThat(tokens.fetch().value()).isEqualTo("from-file");

    write("expire_at", in(Duration.ofMinutes(2).minusMillis(1)));
    assertThat(tokens.fetch()).isEqualTo(Token.lasting("fresh", Duration.ofHours(1)));
  }

  @Test
  void aTokenThatIsAskedForAgainIsRefreshed() throws Exception {
    endpoint.json(200, REFRESHED);
    tokens.fetch();

    assertThat(tokens.fetch().value()).isEqualTo("fresh");
    assertThat(endpoint.requests()).hasSize(1);
  }

  @Test
  void theRequestIsThatOfCognito() throws Exception {
    endpoint.json(200, REFRESHED);
    write("expire_at", in(Duration.ZERO));
    tokens.fetch();

    assertThat(json.readTree(endpoint.bodies().get(0)))
        .isEqualTo(
            json.readTree(
                "{\"ClientId\":\"client-1\",\"AuthFlow\":\"REFRESH_TOKEN_AUTH\","
                    + "\"AuthParameters\":{\"REFRESH_TOKEN\":\"refresh-1\",\"DEVICE_KEY\":null}}"));
    assertThat(endpoint.requests().get(0).url()).isEqualTo("https://cognito.test/");
    assertThat(endpoint.requests().get(0).headers())
        .containsExactly(
            new Header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth"));
    assertThat(endpoint.requests().get(0).payload().render().contentType())
        .isEqualTo("application/x-amz-json-1.1");
  }

  @Test
  void theFileIsOnlyRead() throws Exception {
    endpoint.json(200, REFRESHED);
    write("expire_at", in(Duration.ZERO));
    byte[] before = Files.readAllBytes(file);
    tokens.fetch();

    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anotherLoginIsSeenAndUsed() throws Exception {
    tokens.fetch();
    assertThat(tokens.hasChanged()).isFalse();
    write("access_token", "another");

    assertThat(tokens.hasChanged()).isTrue();
    assertThat(tokens.fetch().value()).isEqualTo("another");
    assertThat(endpoint.requests()).isEmpty();
  }

  @Test
  void anExpiredLoginIsTerminal() throws Exception {
    endpoint.json(
        400, "{\"__type\":\"NotAuthorizedException\",\"message\":\"Refresh Token has expired\"}");
    write("expire_at", in(Duration.ZERO));

    assertThatThrownBy(tokens::fetch)
        .isInstanceOf(TerminalCredentialException.class)
        .hasMessage(
            "cognito.test:443 answered 400: NotAuthorizedException (Refresh Token has expired)");
  }

  @Test
  void aLifeShorterThanTheEarlyRefreshIsAnError() throws Exception {
    write("expire_at", in(Duration.ZERO));
    endpoint.json(200, REFRESHED.replace("3600", "119"));
    assertThatThrownBy(tokens::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage(
            "the token cannot be used: it lasts 119s, and tokens are refreshed 120s before their"
                + " end");

    endpoint.json(200, REFRESHED.replace("3600", "120"));
    assertThat(tokens.fetch().value()).isEqualTo("fresh");
  }

  @Test
  void anotherTypeOfTokenIsAnError() throws Exception {
    write("expire_at", in(Duration.ZERO));
    endpoint.json(200, REFRESHED.replace("Bearer", "DPoP"));

    assertThatThrownBy(tokens::fetch)
        .hasMessage(
            "cognito.test:443 answered 200 with a token of type DPoP: only Bearer can be sent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "access_token", "refresh_token", "refresh_url", "expire_at"})
  void aFieldThatIsMissingIsNamed(String field) throws Exception {
    write("expire_at", in(Duration.ZERO));
    ObjectNode fields = (ObjectNode) json.readTree(file.toFile());
    fields.remove(field);
    Files.writeString(file, fields.toString());

    assertThatThrownBy(tokens::fetch)
        .isInstanceOf(RefreshException.class)
        .hasMessage("auth.credentialsFile = " + file + " has no " + field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://cognito.test/    | would send a secret unencrypted to another host: it needs https://
          https://a:b@cognito.test/ | holds a user name or a password
          ftp://cognito.test/     | is not an https URL
          cognito.test            | is not an absolute URL with a host
          https://cog nito        | is not a URL
          """)
  void aRefreshUrlThatIsNotSafeIsNotAsked(String url, String flaw) throws Exception {
    write("expire_at", in(Duration.ZERO));
    write("refresh_url", url);

    assertThatThrownBy(tokens::fetch)
        .hasMessage("auth.credentialsFile = " + file + " has a refresh_url that " + flaw);
    assertThat(endpoint.requests()).isEmpty();
  }

  @Test
  void whatIsNoJsonOrNoTimeIsSaidWithoutShowingIt() throws Exception {
    Files.writeString(file, "{\"access_token\": s3cret");
    assertThatThrownBy(tokens::fetch)
        .hasMessage("auth.credentialsFile = " + file + " is not a JSON object");

    Files.delete(file);
    write("expire_at", "s3cret");
    assertThatThrownBy(tokens::fetch)
        .hasMessage(
            "auth.credentialsFile = "
                + file
                + " has an expire_at that is no time: write it like 2026-01-31T12:00:00Z");
  }

  @Test
  void theEndIsReadInEveryZone() throws Exception {
    write(
        "expire_at",
        Instant.ofEpochMilli(clock.epochMillis())
            .plus(Duration.ofMinutes(30))
            .atZone(ZoneId.of("Europe/Warsaw"))
            .toString());

    assertThat(tokens.fetch().life()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void theEndIsHeldAgainstTheServersClock() throws Exception {
    endpoint.json(200, REFRESHED);
    tokens.heardDate(
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.ofEpochMilli(clock.epochMillis())
                .plus(Duration.ofMinutes(59))
                .atZone(ZoneOffset.UTC)));

    assertThat(tokens.fetch().value()).isEqualTo("fresh");
  }

  @Test
  void aDateThatIsNoneIsPassedOver() throws Exception {
    tokens.heardDate(null);
    tokens.heardDate("yesterday");

    assertThat(tokens.fetch().life()).isEqualTo(Duration.ofHours(1));
  }

  /** Sets one field, after writing what a login writes where there is no file yet. */
  private void write(String field, String value) throws IOException {
    ObjectNode fields =
        Files.exists(file)
            ? (ObjectNode) json.readTree(file.toFile())
            : json.createObjectNode()
                .put("client_id", "client-1")
                .put("access_token", "from-file")
                .put("refresh_token", "refresh-1")
                .put("refresh_url", "https://cognito.test/")
                .put("expire_at", in(Duration.ofHours(1)));
    Files.writeString(file, fields.put(field, value).toString());
  }

  private String in(Duration life) {
    return Instant.ofEpochMilli(clock.epochMillis()).plus(life).toString();
  }
}
