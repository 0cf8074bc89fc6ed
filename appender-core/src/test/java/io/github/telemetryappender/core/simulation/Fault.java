package io.github.telemetryappender.core.simulation;

/** What can go wrong. A seed turns some of them on, each with a rate of its own. */
enum Fault {
  // The server's answers.
  SERVER_ERROR,
  UNAVAILABLE,
  THROTTLED,
  DATA_REFUSED,
  BODY_REFUSED,
  UNAUTHORIZED,
  FORBIDDEN,
  NOT_FOUND,
  REDIRECTED,
  HOLDING,
  GONE,
  DROPPING,
  CONFLICT,
  ODD_STATUS,
  SLOW,
  BROKEN_ANSWER,
  // The way there and back.
  NOT_REACHED,
  BROKEN,
  STALE_CONNECTION,
  SILENT,
  TLS,
  CERTIFICATE,
  PROTOCOL,
  CALM_DOWN,
  OUTAGES,
  // Bodies.
  LATE_RENDERING,
  RENDERING_FAILS,
  UNENCODABLE_EVENTS,
  SWELLING_EVENTS,
  // The end.
  CANCEL_IGNORED,
  // Tokens.
  TOKEN_SLOW,
  TOKEN_DEAD,
  TOKEN_TERMINAL,
  TOKEN_SHORT,
  TOKEN_REVOKED,
  // Time and the thread.
  WALL_JUMPS,
  PAUSES,
  LATE_WAKING,
  SPURIOUS_WAKING
}
