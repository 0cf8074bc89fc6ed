package io.github.telemetryappender.core.auth;

/** A token arrived that cannot be used; the message says why, without its value. */
final class UnusableTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  UnusableTokenException(String flaw) {
    this.reason = "the token cannot be used: " + flaw;
  }

  String reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
