package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Shows every answer to OkHttp as a plain 200, so that it does nothing about it by itself: it would
 * repeat a HEAD on {@code 503, Retry-After: 0}, throw a NumberFormatException on a Retry-After of
 * ten digits, and refuse a 407 that does not come from a proxy. What was really answered is kept by
 * {@link ExchangeProgress}, which sees it first.
 */
final class AnswerMask implements Interceptor {

  private static final int OK = 200;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response answer = chain.proceed(chain.request());
    if (answer.body().contentLength() < -1) {
      // OkHttp takes the number as it is and breaks where its connection is not given back.
      throw new ProtocolException("negative Content-Length");
    }
    return answer
        .newBuilder()
        .code(OK)
        .removeHeader("Retry-After")
        .removeHeader("Location")
        .build();
  }
}
