package io.github.telemetryappender.core.delivery;

/**
 * One exchange under way.
 *
 * @param startedAtNanos when it was handed to the transport
 * @param generation of the credential it carries
 * @param purpose what its outcome is taken for
 * @param body what it sends
 */
record Attempt(
    Delivery delivery, long startedAtNanos, long generation, Purpose purpose, AttemptBody body) {

  /** Why an attempt was made. */
  enum Purpose {
    /** Its turn had come. */
    DELIVERY,
    /** To find out whether a hold is over. */
    PROBE
  }
}
