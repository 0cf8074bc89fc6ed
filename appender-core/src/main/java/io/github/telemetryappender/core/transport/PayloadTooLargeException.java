package io.github.telemetryappender.core.transport;

/** Rendering stopped because the body would have passed its limit; nothing was sent. */
public final class PayloadTooLargeException extends Exception {

  private static final long serialVersionUID = 1L;

  private final long limitBytes;

  public PayloadTooLargeException(long limitBytes) {
    super("body passes " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  /** The limit that was passed, in bytes before compression. */
  public long limitBytes() {
    return limitBytes;
  }
}
