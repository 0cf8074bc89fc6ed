package io.github.telemetryappender.core;

import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Flushes when the JVM ends, without closing the intake: what other shutdown hooks log still
 * arrives. Flushes, and again until nothing new came for 200 ms; ends at the budget whatever
 * happens.
 */
final class ExitFlush implements Runnable {

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final TelemetryPipeline<?> pipeline;
  private final Clock clock;
  private final long budgetNanos;

  ExitFlush(TelemetryPipeline<?> pipeline, Clock clock, Duration budget) {
    this.pipeline = pipeline;
    this.clock = clock;
    this.budgetNanos = budget.toNanos();
  }

  @Override
  public void run() {
    long deadlineNanos = clock.nanos() + budgetNanos;
    long acceptedBefore = -1;
    long accepted = pipeline.snapshot().total().accepted();
    while (accepted != acceptedBefore && deadlineNanos - clock.nanos() > 0) {
      flush(deadlineNanos - clock.nanos());
      acceptedBefore = accepted;
      rest(Math.min(QUIET_NANOS, deadlineNanos - clock.nanos()));
      accepted = pipeline.snapshot().total().accepted();
    }
  }

  /**
   * A flush completes at its deadline by itself; the limit here is for a delivery thread that died.
   */
  private void flush(long atMostNanos) {
    pipeline
        .flush(Duration.ofNanos(atMostNanos))
        .completeOnTimeout(new FlushReceipt(0, 0, 0), atMostNanos, TimeUnit.NANOSECONDS)
        .join();
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
}
