package io.github.telemetryappender.logback;

/** {@code <proxy>}: The HTTP proxy on the way; by default the JVM's. */
public final class ProxyElement extends SettingsElement {

  /** The proxy's host. */
  public void setHost(String text) {
    typed("host", text);
  }

  /** The proxy's port. */
  public void setPort(String text) {
    typed("port", text);
  }

  /** The user name at the proxy. */
  public void setUsername(String text) {
    typed("username", text);
  }

  /** The password at the proxy. */
  public void setPassword(String text) {
    typed("password", text);
  }
}
