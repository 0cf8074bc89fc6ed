package io.github.telemetryappender.core.herd;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One run's question.
 *
 * @param utilisationPercent of the endpoint's capacity that the fleet takes when all is well
 */
record Cell(
    int appenders, int utilisationPercent, int outageSeconds, OutageKind kind, Phases phases) {

  /** The default of {@code batch.linger}: when all is well an appender sends a batch so often. */
  static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What a batch may hold, as the time in which it is logged: the default of {@code
   * batch.maxEvents} at 800 events a second. A batch of a backlog is full, and takes more at once.
   */
  static final long FULL_NANOS = LINGER_NANOS * 5 / 4;

  static final int FULL_EVENTS = 1000;

  /** Batches of the fleet in a second when all is well. */
  double steadyPerSecond() {
    return appenders * (double) TimeUnit.SECONDS.toNanos(1) / LINGER_NANOS;
  }

  /** Requests in a second that the endpoint can serve when all is well. */
  double capacityPerSecond() {
    return steadyPerSecond() * 100 / utilisationPercent;
  }

  /** How many events an appender logs in so much time. */
  static long events(long spanNanos) {
    return spanNanos * FULL_EVENTS / FULL_NANOS;
  }

  /** How long an appender takes to log so many events. */
  static long spanNanos(int events) {
    return events * FULL_NANOS / FULL_EVENTS;
  }

  String words() {
    return String.format(
        Locale.ROOT,
        "%,d %s, %d %% busy, %s for %s",
        appenders,
        phases.words(),
        utilisationPercent,
        kind.words(),
        outageWords());
  }

  String outageWords() {
    return outageSeconds < 60
        ? outageSeconds + " s"
        : outageSeconds < 3600 ? outageSeconds / 60 + " min" : outageSeconds / 3600 + " h";
  }

  /** The same cell, the same seed. */
  long seed() {
    long seed = appenders;
    seed = 31 * seed + utilisationPercent;
    seed = 31 * seed + outageSeconds;
    seed = 31 * seed + kind.ordinal();
    return 31 * seed + phases.ordinal();
  }
}
