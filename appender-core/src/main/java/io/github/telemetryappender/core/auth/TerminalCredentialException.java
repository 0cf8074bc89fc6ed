package io.github.telemetryappender.core.auth;

/**
 * Thrown by a {@link TokenProvider} when asking again is pointless until somebody intervenes: a
 * secret was revoked, a grant is no longer valid ({@code invalid_grant}).
 */
public final class TerminalCredentialException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened and what to do; it is reported as it is, at most 200 characters,
   *     so keep secrets out of it
   */
  public TerminalCredentialException(String message) {
    super(message);
  }

  /**
   * As {@link #TerminalCredentialException(String)}.
   *
   * @param cause not reported
   */
  public TerminalCredentialException(String message, Throwable cause) {
    super(message, cause);
  }
}
