package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/** A refresh failed in a way that we found ourselves, so that its words can be shown. */
final class RefreshException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  private RefreshException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** A token arrived that cannot be used. */
  static RefreshException unusable(String flaw) {
    return new RefreshException("the token cannot be used: " + flaw);
  }

  /** No token arrived in time. */
  static RefreshException late(long timeoutNanos) {
    return new RefreshException("no token within " + NANOSECONDS.toSeconds(timeoutNanos) + "s");
  }

  /** No further call is made: earlier ones were given up and have not returned. */
  static RefreshException hanging(String name, int callCount) {
    return new RefreshException(
        name
            + " hangs in "
            + callCount
            + " calls that were interrupted and have not returned: give it timeouts of its own");
  }

  /** Something else, in words of ours that hold no secret. */
  static RefreshException of(String reason) {
    return new RefreshException(reason);
  }

  /** The message; never null. */
  String reason() {
    return reason;
  }
}
