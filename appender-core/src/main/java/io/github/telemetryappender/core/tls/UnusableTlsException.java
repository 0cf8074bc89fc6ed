package io.github.telemetryappender.core.tls;

/** The files of {@code tls.*} cannot be used; says which and why, without a secret. */
public final class UnusableTlsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  public UnusableTlsException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** The message; never null. */
  public String reason() {
    return reason;
  }
}
