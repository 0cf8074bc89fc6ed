package io.github.telemetryappender.logback;

/** {@code <auth>}: As whom the events are sent; exactly one kind of credential. */
public final class AuthElement extends SettingsElement {

  /** A token sent as {@code Authorization: Bearer …}. */
  public void setBearerToken(String text) {
    typed("bearerToken", text);
  }

  /** A file that holds the bearer token; read again when it changes. */
  public void setTokenFile(String text) {
    typed("tokenFile", text);
  }

  /** A key sent in a header of its own. */
  public void setApiKey(String text) {
    typed("apiKey", text);
  }

  /** The header of {@code apiKey}; by default the one of the format. */
  public void setApiKeyHeader(String text) {
    typed("apiKeyHeader", text);
  }

  /** The user name of basic authentication. */
  public void setUsername(String text) {
    typed("username", text);
  }

  /** The password of basic authentication. */
  public void setPassword(String text) {
    typed("password", text);
  }

  /** A file of credentials with a refresh token. */
  public void setCredentialsFile(String text) {
    typed("credentialsFile", text);
  }

  /** The name of a class of yours that provides tokens. */
  public void setProvider(String text) {
    typed("provider", text);
  }

  /** Client credentials of OAuth 2. */
  public void setOauth2(Oauth2Element oauth2) {
    nested("oauth2", oauth2);
  }
}
