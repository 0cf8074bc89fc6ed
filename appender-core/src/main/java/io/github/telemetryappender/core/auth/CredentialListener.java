package io.github.telemetryappender.core.auth;

import java.time.Duration;

/**
 * Hears how the credential fares, each once per change. Called on the delivery thread; must return
 * soon and not throw. No text holds a secret.
 */
public interface CredentialListener {

  /** The first failure of a refresh after a success; it is repeated by itself. */
  void refreshFailed(String reason);

  /** Every refresh since {@code since} failed, for 5 min or more; it is repeated by itself. */
  void refreshFailing(int failureCount, Duration since, String reason);

  /** The source of tokens says that asking again is pointless; it is asked every 5 min. */
  void refreshTerminal(String reason);

  /** A refresh succeeded after failures. */
  void refreshRecovered(int failureCount, Duration after);

  /** The endpoint refused the credential and nothing is left to try. */
  void held(int status);

  /** The endpoint accepted a request after {@link #held(int)}. */
  void released();
}
