package io.github.telemetryappender.benchmarks;

/** The logging framework under an appender. */
enum Framework {
  LOGBACK,
  LOG4J2
}
