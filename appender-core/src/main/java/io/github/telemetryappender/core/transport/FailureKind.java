package io.github.telemetryappender.core.transport;

/** The ways in which an exchange can end without an answer, as far as they need telling apart. */
public enum FailureKind {
  /** The host's name was not resolved. */
  UNKNOWN_HOST(Sent.NO),
  /** Connection refused, no route, unreachable. */
  CONNECT_REFUSED(Sent.NO),
  CONNECT_TIMEOUT(Sent.NO),
  /** The proxy refused to connect us on, other than by asking for credentials. */
  PROXY_REFUSED(Sent.NO),
  /** The proxy asked for credentials (407). */
  PROXY_UNAUTHORIZED(Sent.NO),
  /** The peer's certificate was refused: unknown issuer, expired, wrong host. */
  CERTIFICATE(Sent.NO),
  /** Any other failure of TLS. */
  TLS(Sent.NO),
  /** The files that TLS is configured with cannot be used; nothing was tried. */
  TLS_FILES(Sent.NO),
  /** An idle connection turned out to be unfit before anything was sent on it. */
  STALE_CONNECTION(Sent.NO),
  /** The connection broke before the whole body was out. */
  WRITE_BROKEN(Sent.PARTLY),
  /** The connection ended after the whole request was out, on a connection used before. */
  NO_RESPONSE_REUSED(Sent.YES),
  /** The connection ended after the whole request was out, on a new connection. */
  NO_RESPONSE(Sent.YES),
  /** No answer within the request timeout. */
  TIMEOUT(Sent.YES),
  /** What came back is not HTTP. */
  PROTOCOL(Sent.YES),
  /** HTTP/2: the server says it did not process the request (REFUSED_STREAM, GOAWAY). */
  STREAM_REFUSED(Sent.NO),
  /** HTTP/2: the stream was reset for another reason. */
  STREAM_RESET(Sent.YES),
  /** HTTP/2: ENHANCE_YOUR_CALM. */
  CALM_DOWN(Sent.YES),
  /** We canceled it ourselves. */
  CANCELED(Sent.YES),
  /** Any other I/O failure. */
  OTHER_IO(Sent.YES);

  private final Sent sent;

  FailureKind(Sent sent) {
    this.sent = sent;
  }

  /** Whether the endpoint may have processed the request. */
  public Sent sent() {
    return sent;
  }

  /** How much of the request the endpoint may have seen. */
  public enum Sent {
    NO,
    PARTLY,
    YES
  }
}
