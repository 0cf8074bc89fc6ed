package io.github.telemetryappender.core.herd;

/** A request under way. Used again when it has ended. */
final class Exchange {

  final int index;
  int appender;

  /** Its batch holds what was logged from here to there. */
  long fromNanos;

  long toNanos;
  int attemptsBefore;
  boolean isProbe;
  Result result = Result.OK;
  Object pass;

  Exchange(int index) {
    this.index = index;
  }
}
