package io.github.telemetryappender.core.transport;

import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Gives a proxy no credentials, and says so by a type of exception where OkHttp has only a message.
 */
final class UnansweredProxyChallenge implements Authenticator {

  /** How OkHttp asks for credentials ahead of a CONNECT, with no challenge behind it. */
  private static final String PREEMPTIVE = "OkHttp-Preemptive";

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws ProxyUnauthorizedException {
    if (PREEMPTIVE.equals(response.header("Proxy-Authenticate"))) {
      return null;
    }
    throw new ProxyUnauthorizedException();
  }
}
