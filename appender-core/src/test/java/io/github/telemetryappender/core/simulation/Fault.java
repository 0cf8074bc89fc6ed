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
  // What an answer says of single events.
  SOME_REFUSED,
  EACH_BY_ITSELF,
  STOPPED_IN_THE_MIDDLE,
  NOT_TAKEN,
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
  /** An exchange ends long after its time is up. */
  OVERDUE,
  // Bodies.
  LATE_RENDERING,
  RENDERING_FAILS,
  UNENCODABLE_EVENTS,
  SWELLING_EVENTS,
  // The end.
  CANCEL_IGNORED,
  // Tokens.
  TOKEN_SLOW,
  TOKEN_SILENT,
  TOKEN_DEAD,
  TOKEN_TERMINAL,
  TOKEN_SHORT,
  TOKEN_REVOKED,
  FILES_REPLACED,
  // Time and the thread.
  WALL_JUMPS,
  WALL_DRIFT,
  PAUSES,
  LATE_WAKING,
  SPURIOUS_WAKING
}
