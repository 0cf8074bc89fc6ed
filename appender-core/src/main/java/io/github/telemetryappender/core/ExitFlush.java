package io.github.telemetryappender.core;

import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Flushes when the JVM ends, without closing the intake: what other shutdown hooks log still
 * arrives. Flushes, and again until nothing new came for 200 ms; ends at the budget whatever
 * happens, and as soon as somebody stops the pipeline meanwhile: the drain then does the rest.
 */
final class ExitFlush implements Runnable {

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** For an answer of the delivery thread that is due at the deadline itself. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final RunningPipeline<?> pipeline;
  private final Clock clock;
  private final Reporter reporter;
  private final Duration budget;

  ExitFlush(RunningPipeline<?> pipeline, Clock clock, Reporter reporter, Duration budget) {
    this.pipeline = pipeline;
    this.clock = clock;
    this.reporter = reporter;
    this.budget = budget;
  }

  @Override
  public void run() {
    long deadlineNanos = clock.nanos() + budget.toNanos();
    long acceptedBefore = -1;
    Optional<PipelineSnapshot> latest = snapshot(deadlineNanos);
    while (latest.isPresent()
        && latest.get().total().accepted() != acceptedBefore
        && nanosUntil(deadlineNanos) > 0) {
      acceptedBefore = latest.get().total().accepted();
      flush(deadlineNanos);
      rest(Math.min(QUIET_NANOS, nanosUntil(deadlineNanos)));
      latest = snapshot(deadlineNanos);
    }
    latest.ifPresent(this::report);
  }

  private long nanosUntil(long deadlineNanos) {
    return Math.max(0, deadlineNanos - clock.nanos());
  }

  /** Empty where the delivery thread died or is stuck: there is nothing to be done then. */
  private Optional<PipelineSnapshot> snapshot(long deadlineNanos) {
    return pipeline.snapshotWithin(nanosUntil(deadlineNanos) + GRACE_NANOS);
  }

  /** A flush completes at its deadline by itself, where there still is a delivery thread. */
  private void flush(long deadlineNanos) {
    long atMostNanos = nanosUntil(deadlineNanos);
    BoundedWait.await(
        pipeline.flush(Duration.ofNanos(atMostNanos)), atMostNanos + GRACE_NANOS, clock);
  }

  private void rest(long nanos) {
    long untilNanos = clock.nanos() + nanos;
    for (long left = nanos; left > 0; left = untilNanos - clock.nanos()) {
      LockSupport.parkNanos(this, left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** The process ends, so nobody will count what is left unless it is said now. */
  private void report(PipelineSnapshot snapshot) {
    long held = snapshot.total().held();
    if (held > 0) {
      String lastError = snapshot.lastError();
      reporter.warn(
          "the JVM ends with %,d events not delivered within shutdownTimeout%s"
              .formatted(held, lastError.isEmpty() ? "" : "; " + lastError));
    }
  }
}
