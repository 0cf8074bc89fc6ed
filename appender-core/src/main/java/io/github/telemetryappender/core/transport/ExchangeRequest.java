package io.github.telemetryappender.core.transport;

import java.util.List;

/**
 * One exchange to be made.
 *
 * @param method {@code POST}, or {@code HEAD} with {@link PayloadSource#NONE}
 * @param url absolute
 * @param headers sent as they are, in order; the payload adds Content-Type, Content-Encoding and
 *     Content-Length
 * @param payload rendered on a thread of the transport, once
 * @param timeoutNanos for the whole exchange, rendering included
 * @param connectionUse whether a connection of the pool may serve
 */
public record ExchangeRequest(
    String method,
    String url,
    List<Header> headers,
    PayloadSource payload,
    long timeoutNanos,
    ConnectionUse connectionUse) {

  public ExchangeRequest {
    headers = List.copyOf(headers);
  }

  /** Whether a connection of the pool may serve, or a new one is asked for. */
  public enum ConnectionUse {
    POOLED,
    FRESH,
    /** A new one that speaks HTTP/1.1; where it is answered well, later ones do so too. */
    FRESH_HTTP_1
  }
}
