package io.github.telemetryappender.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * By which way servers are reached and how they are trusted.
 *
 * @param proxy null for those that the JVM is configured with
 */
public record ConnectionConfig(TlsConfig tls, @Nullable ProxyConfig proxy) {

  /** All as the JVM has it. */
  public static final ConnectionConfig OF_THE_JVM = new ConnectionConfig(TlsConfig.NONE, null);
}
