package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.benchmarks.CallTimes.Load;

/**
 * A load under which calls are timed. What else a machine does comes and goes within seconds, so
 * candidates take turns of about a second under each of these, over and over, and each moment of
 * the machine meets all of them.
 */
enum Turn {
  PLAIN("plain", 1, 0),
  FAILING("failing", 1, 20),
  THREADS_4("threads4", 4, 0),
  THREADS_64("threads64", 64, 0);

  static final int EVENTS_PER_SECOND = 20_000;

  private static final long MILLIS = 1_000;

  private final String metric;
  private final int threads;
  private final int failureEvery;

  Turn(String metric, int threads, int failureEvery) {
    this.metric = metric;
    this.threads = threads;
    this.failureEvery = failureEvery;
  }

  /** What the names of its results begin with. */
  String metric() {
    return metric;
  }

  Load load(double scale) {
    return new Load(threads, EVENTS_PER_SECOND, (long) (MILLIS * scale), failureEvery);
  }
}
