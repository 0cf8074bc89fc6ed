package io.github.telemetryappender.it;

/** One line of the framework's status channel. */
record StatusLine(Level level, String text) {

  enum Level {
    INFO,
    WARN,
    ERROR
  }
}
