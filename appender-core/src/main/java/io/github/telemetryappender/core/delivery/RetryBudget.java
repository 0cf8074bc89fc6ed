package io.github.telemetryappender.core.delivery;

import java.util.random.RandomGenerator;

/**
 * Keeps resends a small share of what is sent, in the shape of gRPC's retry throttling: a bucket of
 * 10 tokens, a failure takes one, a success gives a tenth. At 5 tokens or less a batch that was
 * sent before waits until two successes have paid for it, or, where there is nothing fresh to send,
 * for a draw of the backoff. So an endpoint that goes on refusing a third of what it is sent gets
 * all of it in the end, and one that has too much to do gets half as much again of what it can
 * take. The budget delays and never drops: telemetry has no waiting user. Delivery thread.
 */
final class RetryBudget {

  private static final double MAX_TOKENS = 10;
  private static final double LOW_TOKENS = 5;
  private static final double AFTER_CLOSING_TOKENS = 6;
  private static final double EARNED_BY_SUCCESS = 0.5;
  private static final double MAX_EARNED = 5;
  private static final double SUCCESS_TOKENS = 0.1;

  private final Backoff backoff;
  private final RandomGenerator random;
  private double tokens = MAX_TOKENS;

  /** Resends that successes have paid for while there are few tokens. */
  private double earned;

  private int drawnWhileLow;
  private long nextResendAtNanos;

  RetryBudget(Backoff backoff, RandomGenerator random, long nowNanos) {
    this.backoff = backoff;
    this.random = random;
    this.nextResendAtNanos = nowNanos;
  }

  /** Whether there is no need to save. */
  boolean isAmple() {
    return tokens > LOW_TOKENS;
  }

  /** Whether a batch that was sent before may be sent like a fresh one. */
  boolean mayResend() {
    return isAmple() || earned >= 1;
  }

  /** Nanoseconds until a resend may start where nothing fresh is to be sent. */
  long nanosUntilResend(long nowNanos) {
    return mayResend() ? 0 : Math.max(0, nextResendAtNanos - nowNanos);
  }

  /** A resend starts. */
  void resent(long nowNanos) {
    if (isAmple()) {
      return;
    }
    if (earned >= 1) {
      earned--;
    } else {
      nextResendAtNanos = nowNanos + backoff.drawNanos(drawnWhileLow, random);
      drawnWhileLow++;
    }
  }

  void succeeded() {
    tokens = Math.min(MAX_TOKENS, tokens + SUCCESS_TOKENS);
    earned = Math.min(MAX_EARNED, earned + EARNED_BY_SUCCESS);
    if (isAmple()) {
      plentyAgain();
    }
  }

  /** An attempt failed that may have reached the endpoint. */
  void failed() {
    tokens = Math.max(0, tokens - 1);
  }

  /** The breaker closed: the endpoint is back. */
  void endpointIsBack() {
    tokens = Math.max(tokens, AFTER_CLOSING_TOKENS);
    plentyAgain();
  }

  private void plentyAgain() {
    earned = 0;
    drawnWhileLow = 0;
  }

  double tokens() {
    return tokens;
  }
}
