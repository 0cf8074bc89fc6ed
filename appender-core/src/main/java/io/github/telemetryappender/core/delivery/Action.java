package io.github.telemetryappender.core.delivery;

/** What follows an attempt. */
enum Action {
  /** The endpoint has it. */
  OK,
  /** The same bytes again after a backoff. */
  RETRY,
  /** The endpoint asks for a pause: again after {@code Retry-After}, or after a longer backoff. */
  RETRY_AFTER,
  /** At once on a new connection, once; after that {@link #RETRY}. */
  FRESH,
  /** With a new credential, once; after that {@link #HOLD}. */
  REAUTH,
  /** In two halves. */
  SPLIT,
  /** Never again: counted as rejected. */
  DROP,
  /** Nothing is sent but a probe until somebody has changed something. */
  HOLD,
  /** To the address the endpoint names. */
  REDIR
}
