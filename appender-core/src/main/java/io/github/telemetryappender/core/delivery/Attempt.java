package io.github.telemetryappender.core.delivery;

import java.net.URI;

/**
 * One exchange under way.
 *
 * @param url where it goes
 * @param generation of the credential it carries
 * @param purpose what its outcome is taken for
 * @param pass what the gate gave it
 * @param body what it sends
 */
record Attempt(
    Delivery delivery,
    URI url,
    long generation,
    Purpose purpose,
    EndpointGate.Pass pass,
    AttemptBody body) {

  /** Why an attempt was made. */
  enum Purpose {
    /** Its turn had come. */
    DELIVERY,
    /** To find out whether a hold is over. */
    PROBE
  }
}
