package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stops asking an endpoint that mostly fails, and finds out with a single probe at a time whether
 * it is back. No state can only be left by a callback: a probe whose outcome never comes is taken
 * back by the clock. Delivery thread.
 *
 * <p>Opens when 5 or more of the last 20 outcomes, none older than 60 s, are there and half of them
 * are failures, or after 5 failures in a row. Stays open for the backoff's draw, starting at its
 * third step. Two probes that succeed close it.
 */
final class CircuitBreaker {

  private static final int WINDOW = 20;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MIN_OUTCOMES = 5;
  private static final int FAILURES_IN_A_ROW = 5;
  private static final int CLOSING_SUCCESSES = 2;
  private static final int FIRST_EXPONENT = 2;

  private final Backoff backoff;
  private final RandomGenerator random;
  private final long permitNanos;
  private final OutcomeWindow window = new OutcomeWindow(WINDOW, WINDOW_NANOS);

  private State state = State.CLOSED;
  private int failuresInARow;
  private int openings;
  private int probeSuccesses;
  private long openUntilNanos;

  /** Only while it is half open. */
  private @Nullable Permit permit;

  /**
   * @param permitNanos how long a probe may take before the clock takes its permit back
   */
  CircuitBreaker(Backoff backoff, RandomGenerator random, long permitNanos) {
    this.backoff = backoff;
    this.random = random;
    this.permitNanos = permitNanos;
  }

  /** Where it stands, after what the clock alone changes. */
  State state(long nowNanos) {
    if (state == State.OPEN && openUntilNanos - nowNanos <= 0) {
      state = State.HALF_OPEN;
    }
    if (permit != null && permit.endsAtNanos() - nowNanos <= 0) {
      open(nowNanos);
    }
    return state;
  }

  /** Nanoseconds until an attempt may start, as far as time alone decides. */
  long nanosUntilAllowed(long nowNanos) {
    return switch (state(nowNanos)) {
      case CLOSED -> 0;
      case OPEN -> openUntilNanos - nowNanos;
      case HALF_OPEN -> permit == null ? 0 : permit.endsAtNanos() - nowNanos;
    };
  }

  /** An attempt starts. The permit it gets, if any, goes back with its outcome. */
  @Nullable Permit started(long nowNanos) {
    if (state(nowNanos) == State.HALF_OPEN) {
      permit = new Permit(nowNanos + permitNanos);
      return permit;
    }
    return null;
  }

  /** The endpoint did what was asked, or said why not: it is there. */
  void succeeded(@Nullable Permit used, long nowNanos) {
    if (state(nowNanos) == State.CLOSED) {
      window.add(OutcomeWindow.SUCCESS, nowNanos);
      failuresInARow = 0;
    } else if (takeBack(used)) {
      probeSuccesses++;
      if (probeSuccesses >= CLOSING_SUCCESSES) {
        close();
      }
    }
  }

  /** The endpoint failed. */
  void failed(@Nullable Permit used, long nowNanos) {
    if (state(nowNanos) == State.CLOSED) {
      window.add(OutcomeWindow.FAILURE, nowNanos);
      failuresInARow++;
      if (failuresInARow >= FAILURES_IN_A_ROW || window.isMostlyFailure(MIN_OUTCOMES, nowNanos)) {
        open(nowNanos);
      }
    } else if (takeBack(used)) {
      open(nowNanos);
    }
  }

  /** The outcome says nothing of the endpoint's health: another probe may go. */
  void undecided(@Nullable Permit used, long nowNanos) {
    state(nowNanos); // first, for a permit that the clock has taken back opens it
    takeBack(used);
  }

  /** The share of failures among recent outcomes, 0..1. */
  double failureShare(long nowNanos) {
    return window.failureShare(nowNanos);
  }

  private boolean takeBack(@Nullable Permit used) {
    boolean own = used != null && used == permit;
    if (own) {
      permit = null;
    }
    return own;
  }

  private void open(long nowNanos) {
    state = State.OPEN;
    permit = null;
    probeSuccesses = 0;
    openUntilNanos = nowNanos + backoff.drawNanos(FIRST_EXPONENT + openings, random);
    openings++;
  }

  private void close() {
    state = State.CLOSED;
    openings = 0;
    failuresInARow = 0;
    probeSuccesses = 0;
    window.clear();
  }

  /** Whether attempts may start. */
  enum State {
    CLOSED,
    OPEN,
    /** One probe at a time. */
    HALF_OPEN
  }

  /**
   * The right to make one probe. Compared by identity: a late outcome cannot return a later one.
   */
  static final class Permit {

    private final long endsAtNanos;

    private Permit(long endsAtNanos) {
      this.endsAtNanos = endsAtNanos;
    }

    long endsAtNanos() {
      return endsAtNanos;
    }
  }
}
