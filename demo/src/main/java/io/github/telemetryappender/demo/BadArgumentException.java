package io.github.telemetryappender.demo;

/** An argument that cannot be used; the message names it, its value and what is accepted. */
final class BadArgumentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadArgumentException(String message) {
    super(message);
  }
}
