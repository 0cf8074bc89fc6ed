package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.event.Severity;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end: what is still here is sent by rank, each batch once at most, within one budget. After a
 * failure only the smallest urgent batch is tried, every 500 ms. Delivery thread.
 */
final class Drain {

  private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Left for exchanges that are canceled at the end to come back. */
  private static final long CANCEL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long deadlineNanos;
  private final @Nullable HandOver heir;
  private final Runnable ended;
  private boolean failed;
  private boolean canceled;
  private long nextUrgentAtNanos;

  Drain(long deadlineNanos, @Nullable HandOver heir, Runnable ended) {
    this.deadlineNanos = deadlineNanos;
    this.heir = heir;
    this.ended = ended;
  }

  /** Takes note of an attempt that did not deliver. */
  void failed(long nowNanos) {
    failed = true;
    nextUrgentAtNanos = nowNanos + AFTER_FAILURE_NANOS;
  }

  /** Whether an attempt has failed since the drain began. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether this delivery may be tried, now or later in the drain. */
  boolean mayTry(Delivery delivery) {
    return !delivery.attemptedInDrain()
        && (!failed || delivery.rank().compareTo(Severity.WARN) >= 0);
  }

  /** Nanoseconds until the next attempt may start. */
  long nanosUntilNextAttempt(long nowNanos) {
    return failed ? Math.max(0, nextUrgentAtNanos - nowNanos) : 0;
  }

  /** Nanoseconds until exchanges under way are canceled. */
  long nanosUntilCancel(long nowNanos) {
    return Math.max(0, deadlineNanos - CANCEL_NANOS - nowNanos);
  }

  long nanosUntilDeadline(long nowNanos) {
    return Math.max(0, deadlineNanos - nowNanos);
  }

  boolean isCanceled() {
    return canceled;
  }

  void canceled() {
    canceled = true;
  }

  /** Who is offered what is left; null for nobody. */
  @Nullable HandOver heir() {
    return heir;
  }

  /** Tells the one who waits for the end. */
  void end() {
    ended.run();
  }
}
