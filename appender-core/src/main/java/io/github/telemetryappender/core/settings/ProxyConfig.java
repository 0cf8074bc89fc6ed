package io.github.telemetryappender.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy. It prints no user name and no password.
 *
 * @param username null where it asks for none
 * @param password null where it asks for none
 */
public record ProxyConfig(
    String host, int port, @Nullable String username, @Nullable String password) {

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
