package io.github.telemetryappender.core.herd;

/** How an exchange with the modelled endpoint ended. */
public enum Result {
  OK,
  REFUSED,
  TIMED_OUT,
  UNAVAILABLE,
  UNAVAILABLE_RETRY_AFTER
}
