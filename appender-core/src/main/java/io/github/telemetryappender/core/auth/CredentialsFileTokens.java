package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.SecretUrl;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tokens from a credentials file as the tools of the Enso cloud write it: an access token, when it
 * ends, and what is needed to refresh it at Amazon Cognito. The file is only ever read: what a
 * refresh brings stays in memory, so that processes that share the file do not write over each
 * other.
 *
 * <p>The token in the file is used as long as it has {@link #EARLY_REFRESH} left. After that, and
 * when it was given out before and is asked for again, the refresh token is exchanged.
 */
final class CredentialsFileTokens implements OwnTokens {

  /** Less than this left means: refresh now. */
  static final Duration EARLY_REFRESH = Duration.ofMinutes(2);

  private static final int MAX_BYTES = 256 << 10;
  private static final String COGNITO_JSON = "application/x-amz-json-1.1";
  private static final Header INITIATE_AUTH =
      new Header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth");

  private final WatchedFile file;
  private final TokenEndpoint endpoint;
  private final Clock clock;
  private final ServerTime serverTime;

  /** The token of the file that was given out last. One fetch at a time uses it. */
  private volatile @Nullable String used;

  /**
   * @param serverTime what is known of the servers' clock, by which the file was written
   */
  CredentialsFileTokens(String path, TokenEndpoint endpoint, Clock clock, ServerTime serverTime) {
    this.file = new WatchedFile("auth.credentialsFile", path, MAX_BYTES);
    this.endpoint = endpoint;
    this.clock = clock;
    this.serverTime = serverTime;
  }

  @Override
  public Token fetch() throws Exception {
    Map<String, String> fields = fields();
    Token fromFile = usable(fields);
    return fromFile != null ? fromFile : refreshed(fields);
  }

  private Map<String, String> fields() throws RefreshException {
    try {
      Map<String, String> fields = FlatJson.fields(file.read());
      if (fields == null) {
        throw RefreshException.of(file + " is not a JSON object");
      }
      return fields;
    } catch (UnreadableFileException e) {
      throw RefreshException.of(e.reason());
    }
  }

  /** The token of the file where it is new and lasts for a while yet. */
  private @Nullable Token usable(Map<String, String> fields) throws RefreshException {
    String value = required(fields, "access_token");
    Duration left = left(required(fields, "expire_at"));
    if (value.equals(used) || left.compareTo(EARLY_REFRESH) < 0) {
      return null;
    }
    used = value;
    return Token.lasting(value, left);
  }

  private Duration left(String expireAt) throws RefreshException {
    try {
      Instant now = Instant.ofEpochMilli(serverTime.of(clock.epochMillis()));
      return Duration.between(now, ZonedDateTime.parse(expireAt).toInstant());
    } catch (DateTimeException | ArithmeticException e) {
      throw RefreshException.of(
          file + " has an expire_at that is no time: write it like 2026-01-31T12:00:00Z");
    }
  }

  private Token refreshed(Map<String, String> fields) throws Exception {
    String refreshToken = required(fields, "refresh_token");
    String body = CognitoRequest.refresh(required(fields, "client_id"), refreshToken);
    SecretMask mask = SecretMask.of(List.of(refreshToken, required(fields, "access_token")));
    Token token =
        endpoint
            .post(refreshUrl(fields), COGNITO_JSON, List.of(INITIATE_AUTH), body, mask)
            .token(
                "AuthenticationResult.AccessToken",
                "AuthenticationResult.TokenType",
                "AuthenticationResult.ExpiresIn");
    return lastingEnough(token);
  }

  private URI refreshUrl(Map<String, String> fields) throws RefreshException {
    String url = required(fields, "refresh_url");
    String flaw = SecretUrl.flawOf(url);
    if (flaw != null) {
      throw RefreshException.of(file + " has a refresh_url that " + flaw);
    }
    return URI.create(url);
  }

  /** A shorter one would be refreshed as soon as it is there, again and again. */
  private static Token lastingEnough(Token token) throws RefreshException {
    Duration life = token.life();
    if (life != null && life.compareTo(EARLY_REFRESH) < 0) {
      throw RefreshException.unusable(
          "it lasts "
              + life.toSeconds()
              + "s, and tokens are refreshed "
              + EARLY_REFRESH.toSeconds()
              + "s before their end");
    }
    return token;
  }

  private String required(Map<String, String> fields, String name) throws RefreshException {
    String value = Objects.requireNonNullElse(fields.get(name), "");
    if (value.isBlank()) {
      throw RefreshException.of(file + " has no " + name);
    }
    return value;
  }

  @Override
  public boolean isWatched() {
    return true;
  }

  @Override
  public boolean hasChanged() {
    return file.hasChanged();
  }

  @Override
  public void heardDate(@Nullable String date) {
    serverTime.note(date, clock.epochMillis());
  }

  @Override
  public void close() {
    endpoint.close();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
