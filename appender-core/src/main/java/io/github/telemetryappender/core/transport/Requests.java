package io.github.telemetryappender.core.transport;

import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Turns the request of an exchange into OkHttp's. Pure. */
final class Requests {

  /** Ours to set, or, with {@code Expect}, a wait for an answer that many proxies never give. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of("content-length", "transfer-encoding", "expect", "accept-encoding");

  private Requests() {}

  /**
   * Makes a request.
   *
   * @param body null for none
   * @throws IllegalArgumentException when HTTP has no way to say it; the message holds no value of
   *     a header
   */
  static Request of(
      ExchangeRequest exchange,
      HttpUrl url,
      Payload payload,
      @Nullable PayloadBody body,
      ExchangeProgress progress) {
    return new Request.Builder()
        .url(url)
        .headers(headers(exchange, payload))
        .method(exchange.method(), body)
        .tag(ExchangeProgress.class, progress)
        .build();
  }

  private static Headers headers(ExchangeRequest exchange, Payload payload) {
    Headers.Builder headers = new Headers.Builder();
    for (Header header : exchange.headers()) {
      if (!NOT_PASSED_ON.contains(header.name().toLowerCase(Locale.ROOT))) {
        headers.addUnsafeNonAscii(header.name(), checkedValue(header));
      }
    }
    if (headers.get("User-Agent") == null) {
      headers.set("User-Agent", UserAgent.value());
    }
    // Else OkHttp would ask for gzip and unpack it, to any size.
    headers.set("Accept-Encoding", "identity");
    setIfPresent(headers, "Content-Type", payload.contentType());
    setIfPresent(headers, "Content-Encoding", payload.contentEncoding());
    return headers.build();
  }

  private static void setIfPresent(Headers.Builder headers, String name, @Nullable String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  /** OkHttp's own check would print the value. */
  private static String checkedValue(Header header) {
    String value = header.value();
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
      throw new IllegalArgumentException(
          "the value of the header " + header.name() + " holds a control character");
    }
    return value;
  }
}
