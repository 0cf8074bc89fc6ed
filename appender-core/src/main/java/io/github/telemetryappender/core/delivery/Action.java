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
  /** At once as plainly as can be (not compressed, over HTTP/1.1), once; after that hold. */
  PLAIN,
  /** In two halves. */
  SPLIT,
  /** In two halves if that has not been done before; else never again. */
  HALVE,
  /** With a shorter message, once; for an event that is too large by itself. */
  SHORTEN,
  /** Never again: counted as rejected. */
  DROP,
  /** Nothing is sent but a probe until somebody has changed something. */
  HOLD,
  /** To the address the endpoint names. */
  REDIR
}
