package io.github.telemetryappender.logback;

/** {@code <oauth2>}: OAuth 2 client credentials, inside {@code <auth>}. */
public final class Oauth2Element extends SettingsElement {

  /** The URL that tokens are asked from. */
  public void setTokenUrl(String text) {
    typed("tokenUrl", text);
  }

  /** The client's id. */
  public void setClientId(String text) {
    typed("clientId", text);
  }

  /** The client's secret. */
  public void setClientSecret(String text) {
    typed("clientSecret", text);
  }

  /** A file that holds the client's secret. */
  public void setClientSecretFile(String text) {
    typed("clientSecretFile", text);
  }

  /** The scope asked for. */
  public void setScope(String text) {
    typed("scope", text);
  }

  /** The audience asked for. */
  public void setAudience(String text) {
    typed("audience", text);
  }

  /** How the client proves itself: {@code form} or {@code basic}. */
  public void setClientAuthentication(String text) {
    typed("clientAuthentication", text);
  }
}
