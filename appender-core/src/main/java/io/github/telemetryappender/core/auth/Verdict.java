package io.github.telemetryappender.core.auth;

/** What follows for the requests that were answered with 401 or 403. */
public sealed interface Verdict {

  /** A newer credential is here already: send again with it. */
  record Resend() implements Verdict {}

  /** A refresh is under way or planned: send again once {@link Readiness#READY}. */
  record Refresh() implements Verdict {}

  /**
   * A new token was refused; it may not be known everywhere yet. Send again after the wait; until
   * then {@link Readiness#WAITING} holds for all.
   *
   * @param nanos above 0
   */
  record Wait(long nanos) implements Verdict {}

  /** Nothing left to try: hold for authentication. */
  record Hold() implements Verdict {}

  Verdict RESEND = new Resend();
  Verdict REFRESH = new Refresh();
  Verdict HOLD = new Hold();
}
