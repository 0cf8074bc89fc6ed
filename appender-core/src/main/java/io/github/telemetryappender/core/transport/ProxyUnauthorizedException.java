package io.github.telemetryappender.core.transport;

import java.io.IOException;

/** The proxy asked for credentials before it would connect us on. */
final class ProxyUnauthorizedException extends IOException {

  private static final long serialVersionUID = 1L;

  ProxyUnauthorizedException() {
    super("the proxy answered 407");
  }
}
