package io.github.telemetryappender.core.delivery;

/**
 * How many exchanges may be under way: additive increase, multiplicative decrease, with slow start,
 * between 1 and {@code maxInFlight}. Grows by one in each round trip while the limit is what holds
 * us back and answers are as quick as usual; halves when the endpoint is overloaded; shrinks a
 * little when answers get slow. After a halving it doubles in each round trip up to half of the
 * last good limit. It follows the recent share of successes: where a quarter fails, a quarter of
 * {@code maxInFlight} is left out. Delivery thread.
 */
final class ConcurrencyLimit {

  private static final double EWMA_ALPHA = 0.4;
  private static final double SLOW_DEVIATIONS = 2.5;
  private static final double OVERLOAD_FACTOR = 0.5;
  private static final double SLOW_FACTOR = 0.9;

  private final int max;
  private double limit = 1;
  private double successShare = 1;
  private double slowStartUntil;
  private boolean hasRoundTrip;
  private double meanNanos;
  private double deviationNanos;
  private long nextGrowthAtNanos;
  private long shrunkAtNanos;

  ConcurrencyLimit(int max, long nowNanos) {
    this.max = max;
    this.slowStartUntil = max;
    this.nextGrowthAtNanos = nowNanos;
    this.shrunkAtNanos = nowNanos;
  }

  /** 1..max. */
  int limit() {
    return (int) Math.max(1, Math.min(Math.rint(max * successShare), limit));
  }

  /** So many of the recent attempts did not fail, 0..1. */
  void follow(double newSuccessShare) {
    successShare = newSuccessShare;
  }

  /** How much longer than usual an exchange took; 0 as long as nothing is known. */
  long excessNanos(long startedAtNanos, long nowNanos) {
    return hasRoundTrip ? (long) (nowNanos - startedAtNanos - meanNanos) : 0;
  }

  /**
   * An exchange succeeded.
   *
   * @param wasFull whether as many as allowed were under way when it started
   */
  void succeeded(long startedAtNanos, boolean wasFull, long nowNanos) {
    long roundTripNanos = nowNanos - startedAtNanos;
    if (!hasRoundTrip) {
      hasRoundTrip = true;
      meanNanos = roundTripNanos;
      deviationNanos = roundTripNanos / 2.0;
      grow(wasFull, nowNanos);
      return;
    }
    if (roundTripNanos > meanNanos + SLOW_DEVIATIONS * deviationNanos) {
      shrink(SLOW_FACTOR, startedAtNanos, nowNanos);
    } else if (roundTripNanos <= meanNanos) {
      grow(wasFull, nowNanos);
    }
    double error = roundTripNanos - meanNanos;
    meanNanos += EWMA_ALPHA * error;
    deviationNanos += EWMA_ALPHA * (Math.abs(error) - deviationNanos);
  }

  /** The endpoint said or showed that it has too much to do. */
  void overloaded(long startedAtNanos, long nowNanos) {
    if (shrink(OVERLOAD_FACTOR, startedAtNanos, nowNanos)) {
      slowStartUntil = limit;
    }
  }

  /** The endpoint is back after the breaker was open: begin with one. */
  void restart(long nowNanos) {
    limit = 1;
    nextGrowthAtNanos = nowNanos;
    shrunkAtNanos = nowNanos;
  }

  private void grow(boolean wasFull, long nowNanos) {
    if (wasFull && nowNanos - nextGrowthAtNanos >= 0) {
      double grown = limit < slowStartUntil ? Math.min(limit * 2, slowStartUntil) : limit + 1;
      limit = Math.min(max, grown);
      nextGrowthAtNanos = nowNanos + (long) meanNanos;
    }
  }

  /** Exchanges that started before the last shrinking tell nothing new. */
  private boolean shrink(double factor, long startedAtNanos, long nowNanos) {
    if (startedAtNanos - shrunkAtNanos < 0) {
      return false;
    }
    limit = Math.max(1, limit * factor);
    shrunkAtNanos = nowNanos;
    nextGrowthAtNanos = nowNanos + (long) meanNanos;
    return true;
  }
}
