package io.github.telemetryappender.core.delivery;

import java.util.random.RandomGenerator;

/**
 * Keeps resends a small share of what is sent, in the shape of gRPC's retry throttling: a bucket of
 * 10 tokens, a failure takes one, a success gives a tenth. At 5 tokens or less, batches that were
 * sent before wait while fresh ones go; where there are no fresh ones, one resend for each draw of
 * the backoff is allowed. It delays and never drops: telemetry has no waiting user. Delivery
 * thread.
 */
final class RetryBudget {

  private static final double MAX_TOKENS = 10;
  private static final double LOW_TOKENS = 5;
  private static final double AFTER_CLOSING_TOKENS = 6;
  private static final double SUCCESS_TOKENS = 0.1;

  private final Backoff backoff;
  private final RandomGenerator random;
  private double tokens = MAX_TOKENS;
  private int resendsWhileLow;
  private long nextResendAtNanos;

  RetryBudget(Backoff backoff, RandomGenerator random, long nowNanos) {
    this.backoff = backoff;
    this.random = random;
    this.nextResendAtNanos = nowNanos;
  }

  /** Whether batches that were sent before may be sent like fresh ones. */
  boolean isAmple() {
    return tokens > LOW_TOKENS;
  }

  /** Nanoseconds until a resend may start where nothing fresh is to be sent. */
  long nanosUntilResend(long nowNanos) {
    return isAmple() ? 0 : Math.max(0, nextResendAtNanos - nowNanos);
  }

  /** A resend starts. */
  void resent(long nowNanos) {
    if (!isAmple()) {
      nextResendAtNanos = nowNanos + backoff.drawNanos(resendsWhileLow, random);
      resendsWhileLow++;
    }
  }

  void succeeded() {
    tokens = Math.min(MAX_TOKENS, tokens + SUCCESS_TOKENS);
    if (isAmple()) {
      resendsWhileLow = 0;
    }
  }

  /** An attempt failed that may have reached the endpoint. */
  void failed() {
    tokens = Math.max(0, tokens - 1);
  }

  /** The breaker closed: the endpoint is back. */
  void endpointIsBack() {
    tokens = Math.max(tokens, AFTER_CLOSING_TOKENS);
    resendsWhileLow = 0;
  }

  double tokens() {
    return tokens;
  }
}
