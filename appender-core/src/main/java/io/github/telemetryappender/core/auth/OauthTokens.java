package io.github.telemetryappender.core.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.AuthConfig.ClientAuthentication;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for OAuth 2 client credentials (RFC 6749, section 4.4). Where the secret stands in a file
 * it is read anew for each request, so that a replaced secret is simply the next one used.
 */
final class OauthTokens implements OwnTokens {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int MAX_SECRET_BYTES = 64 << 10;

  private final AuthConfig.Oauth2 config;
  private final @Nullable WatchedFile secretFile;
  private final TokenEndpoint endpoint;

  OauthTokens(AuthConfig.Oauth2 config, TokenEndpoint endpoint) {
    this.config = config;
    this.endpoint = endpoint;
    this.secretFile =
        config.clientSecretFile() == null
            ? null
            : new WatchedFile(
                "auth.oauth2.clientSecretFile", config.clientSecretFile(), MAX_SECRET_BYTES);
  }

  @Override
  public Token fetch() throws Exception {
    String secret = secret();
    boolean basic = config.clientAuthentication() == ClientAuthentication.BASIC;
    String pair = basicPair(secret);
    return endpoint
        .post(
            config.tokenUrl(),
            FORM,
            headers(basic ? pair : null),
            form(basic ? null : secret),
            SecretMask.of(List.of(secret, pair)))
        .token("access_token", "token_type", "expires_in");
  }

  private String secret() throws RefreshException {
    WatchedFile file = secretFile;
    if (file == null) {
      return String.valueOf(config.clientSecret());
    }
    try {
      return file.readText();
    } catch (UnreadableFileException e) {
      throw RefreshException.of(e.reason());
    }
  }

  /** RFC 6749 section 2.3.1: both parts are form-encoded first. */
  private String basicPair(String secret) {
    String pair = encoded(config.clientId()) + ":" + encoded(secret);
    return Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static List<Header> headers(@Nullable String basicPair) {
    Header accept = new Header("Accept", "application/json");
    return basicPair == null
        ? List.of(accept)
        : List.of(accept, new Header("Authorization", "Basic " + basicPair));
  }

  private String form(@Nullable String secret) {
    StringBuilder form = new StringBuilder("grant_type=client_credentials");
    append(form, "client_id", secret == null ? null : config.clientId());
    append(form, "client_secret", secret);
    append(form, "scope", config.scope());
    append(form, "audience", config.audience());
    return form.toString();
  }

  private static void append(StringBuilder form, String name, @Nullable String value) {
    if (value != null) {
      form.append('&').append(name).append('=').append(encoded(value));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public boolean isWatched() {
    return secretFile != null;
  }

  @Override
  public boolean hasChanged() {
    return secretFile != null && secretFile.hasChanged();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  @Override
  public String toString() {
    return config.toString();
  }
}
