package io.github.telemetryappender.core.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.settings.ProxyConfig;
import java.util.Base64;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * Gives a proxy the credentials that were configured, with the first request for a tunnel. A proxy
 * that refuses them gets nothing else, and that is said by a type of exception where OkHttp has
 * only a message.
 */
final class ProxyChallenge implements Authenticator {

  static final String HEADER = "Proxy-Authorization";

  /** How OkHttp asks for credentials ahead of a CONNECT, with no challenge behind it. */
  private static final String PREEMPTIVE = "OkHttp-Preemptive";

  private final @Nullable String authorization;

  /**
   * @param authorization the header's value; null where there are no credentials
   */
  ProxyChallenge(@Nullable String authorization) {
    this.authorization = authorization;
  }

  /** Basic authentication of RFC 7617; null where there is nothing to say. */
  static @Nullable String authorization(@Nullable ProxyConfig proxy) {
    if (proxy == null || proxy.username() == null) {
      return null;
    }
    byte[] pair = (proxy.username() + ":" + proxy.password()).getBytes(UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response)
      throws ProxyUnauthorizedException {
    if (PREEMPTIVE.equals(response.header("Proxy-Authenticate"))) {
      return authorization == null
          ? null
          : response.request().newBuilder().header(HEADER, authorization).build();
    }
    throw new ProxyUnauthorizedException();
  }
}
