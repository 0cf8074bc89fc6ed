package io.github.telemetryappender.core.auth;

/** Whether requests can be made with the credential there is. */
public enum Readiness {
  /** Requests may go. */
  READY,
  /** Nothing may go: the credential is being fetched, or a new one needs time to become known. */
  WAITING,
  /**
   * Held for authentication: the endpoint refused the credential and a newer one did not help, or
   * the source of tokens said that asking is pointless. Nothing may go but a probe now and then,
   * and that only where {@link Credentials#mayProbe(long)}.
   */
  HELD
}
