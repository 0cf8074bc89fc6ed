package io.github.telemetryappender.core.capture;

/** Ends the search of a regular expression that takes too many steps. It has no stack trace. */
final class RunawayPatternException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RunawayPatternException() {
    super("too many steps", null, false, false);
  }
}
