package io.github.telemetryappender.core.delivery;

/**
 * How bodies go out: as configured, or plain from the moment on at which the endpoint, having
 * refused a compressed one, took the same one plain. Delivery thread.
 */
final class Wire {

  private boolean plain;

  /** Whether nothing is compressed any more. */
  boolean isPlain() {
    return plain;
  }

  /** The endpoint took plain what it had refused. */
  void stayPlain() {
    plain = true;
  }
}
