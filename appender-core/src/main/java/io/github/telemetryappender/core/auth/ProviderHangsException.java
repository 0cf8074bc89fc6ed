package io.github.telemetryappender.core.auth;

/** No further call is made: earlier ones were given up and have not returned. */
final class ProviderHangsException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  ProviderHangsException(String className) {
    this.reason =
        className
            + " hangs in "
            + ProviderTokenSource.MAX_CALLS
            + " calls that were interrupted and have not returned: give it timeouts of its own";
  }

  String reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
