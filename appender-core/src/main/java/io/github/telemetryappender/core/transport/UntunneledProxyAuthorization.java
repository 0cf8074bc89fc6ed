package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.net.Proxy;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Adds the proxy's credentials to a request that the proxy itself passes on: plain http, for which
 * there is no tunnel. A server behind a tunnel must never see them.
 */
final class UntunneledProxyAuthorization implements Interceptor {

  private final @Nullable String authorization;

  UntunneledProxyAuthorization(@Nullable String authorization) {
    this.authorization = authorization;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    return chain.proceed(
        authorization != null && isPassedOnByAProxy(chain.connection(), request)
            ? request.newBuilder().header(ProxyChallenge.HEADER, authorization).build()
            : request);
  }

  private static boolean isPassedOnByAProxy(@Nullable Connection connection, Request request) {
    return connection != null
        && !request.isHttps()
        && connection.route().proxy().type() == Proxy.Type.HTTP;
  }
}
