package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.transport.ExchangeResult;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where to POST: the configured address, or the one a permanent redirect named. A redirect is
 * followed to the same host and port alone and never from https to http, so that no credential ever
 * reaches somebody else; at most twice in a row. Delivery thread.
 */
final class Redirects {

  static final int MAX_HOPS = 2;

  private static final int PERMANENT = 308;
  private static final int NO_PORT = -1;

  private final URI configured;
  private @Nullable URI permanent;

  Redirects(URI configured) {
    this.configured = configured;
  }

  /** Where the next attempt goes. */
  URI current() {
    return permanent == null ? configured : permanent;
  }

  /** An attempt failed: what a permanent redirect said counts no longer. */
  void forget() {
    permanent = null;
  }

  /** The address that the answer names, if it may be followed from {@code from}. */
  Optional<URI> follow(ExchangeResult.Answered answer, URI from) {
    Optional<URI> target = resolve(answer.header("Location"), from).filter(uri -> mayGo(from, uri));
    if (answer.status() == PERMANENT) {
      target.ifPresent(uri -> permanent = uri);
    }
    return target;
  }

  private static Optional<URI> resolve(@Nullable String location, URI from) {
    if (location == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(from.resolve(location.trim()));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static boolean mayGo(URI from, URI to) {
    return to.getHost() != null
        && to.getUserInfo() == null
        && to.getScheme().equalsIgnoreCase(from.getScheme())
        && to.getHost().equalsIgnoreCase(from.getHost())
        && port(to) == port(from);
  }

  private static int port(URI uri) {
    if (uri.getPort() != NO_PORT) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("http") ? 80 : 443;
  }
}
