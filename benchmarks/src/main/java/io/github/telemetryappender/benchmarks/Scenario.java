package io.github.telemetryappender.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** What a client does, and how its appender is set up for it. */
enum Scenario {
  /** The caller's rows: paced calls, with and without exceptions, from 1, 4 and 64 threads. */
  CALLER(Tuning.CALLER),
  /** As much as gets through, compressed. */
  GZIP(Tuning.throughput("gzip")),
  /** As much as gets through, not compressed. */
  PLAIN(Tuning.throughput("none")),
  /** As much as gets through where each request takes 50 ms. */
  SLOW(Tuning.throughput("gzip")),
  /** CPU time at 100,000 events per second. */
  CPU(Tuning.throughput("gzip")),
  /** An endpoint that answers 503 for 20 s. */
  OUTAGE(Tuning.CALLER),
  /** The memory of 100,000 events that wait. */
  WAITING(Tuning.CALLER),
  /** A stop right after 10,000 events. */
  STOP(Tuning.CALLER),
  /** The same call at growing paces and from more threads. */
  PACES(Tuning.CALLER),
  /** Memory and recovery with growing backlogs. */
  RECOVERY(Tuning.CALLER);

  private final Tuning tuning;

  Scenario(Tuning tuning) {
    this.tuning = tuning;
  }

  /** Who is measured: one framework where the rest of the way is the same for both. */
  List<Candidate> candidates() {
    return switch (this) {
      case CALLER ->
          Stream.of(Candidate.values()).filter(c -> c != Candidate.LOGBACK_OURS_OTLP).toList();
      case GZIP ->
          List.of(Candidate.LOGBACK_OURS, Candidate.LOGBACK_OURS_OTLP, Candidate.LOGBACK_OTEL);
      case PLAIN, SLOW ->
          List.of(
              Candidate.LOGBACK_OURS,
              Candidate.LOGBACK_OURS_OTLP,
              Candidate.LOGBACK_OTEL,
              Candidate.LOGBACK_LOKI4J,
              Candidate.LOG4J2_TJAHZI);
      case CPU, STOP, WAITING, OUTAGE ->
          Stream.of(Candidate.values())
              .filter(c -> c.framework() == Framework.LOGBACK)
              .filter(c -> this == CPU || (!c.isFloor() && c != Candidate.LOGBACK_OURS_OTLP))
              .toList();
      case PACES ->
          List.of(
              Candidate.LOGBACK_OURS,
              Candidate.LOGBACK_OTEL,
              Candidate.LOG4J2_OURS,
              Candidate.LOG4J2_OTEL);
      case RECOVERY -> List.of(Candidate.LOGBACK_OURS);
    };
  }

  Tuning tuning() {
    return tuning;
  }
}
