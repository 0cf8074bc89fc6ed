package io.github.telemetryappender.core.batch;

import java.util.concurrent.TimeUnit;

/**
 * How large batches are cut now: as large as configured, less where the endpoint showed that it is
 * too much. It follows the recent share of successes, down to half. Two time-outs in a row halve
 * it, deliveries double it again; a refusal as too large sets a limit that creeps up by 5 % in an
 * hour. Batches already cut keep their size and identity. Delivery thread.
 */
public final class BatchTarget {

  private static final int TIMEOUTS_THAT_HALVE = 2;
  private static final int MAX_HALVINGS = 10;
  private static final double LEARNED_SHARE = 0.9;
  private static final double CREEP_PER_HOUR = 1.05;
  private static final double NANOS_PER_HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long MIN_BYTES = 1024;
  private static final double LEAST_SHARE = 0.5;

  private final BatchLimits limits;
  private int timeoutsInARow;
  private int halvings;
  private double successShare = 1;
  private double learnedBytes;
  private long learnedAtNanos;

  public BatchTarget(BatchLimits limits, long nowNanos) {
    this.limits = limits;
    this.learnedBytes = limits.maxBytes();
    this.learnedAtNanos = nowNanos;
  }

  /** 1 and more. */
  public int maxEvents() {
    return Math.max(1, (int) (successShare * (limits.maxEvents() >> halvings)));
  }

  /** By the format's estimate of the body before compression. */
  public long maxBytes() {
    double bytes = Math.min((double) (limits.maxBytes() >> halvings), learnedBytes);
    return Math.max(MIN_BYTES, (long) (successShare * bytes));
  }

  BatchLimits limits() {
    return limits;
  }

  /** So many of the recent attempts did not fail, 0..1. */
  public void follow(double newSuccessShare) {
    successShare = Math.max(LEAST_SHARE, newSuccessShare);
  }

  /** An exchange got no answer in time. */
  public void timedOut() {
    timeoutsInARow++;
    if (timeoutsInARow >= TIMEOUTS_THAT_HALVE) {
      timeoutsInARow = 0;
      halve();
    }
  }

  /** Batches are too large for us or for the endpoint. */
  public void halve() {
    halvings = Math.min(MAX_HALVINGS, halvings + 1);
  }

  /** A batch arrived. */
  public void delivered() {
    timeoutsInARow = 0;
    halvings = Math.max(0, halvings - 1);
  }

  /** The endpoint refused a body of this many bytes, before compression, as too large. */
  public void refusedAsTooLarge(long bodyBytes, long nowNanos) {
    creep(nowNanos);
    learnedBytes = learnedFrom(bodyBytes);
  }

  /** The limit that such a refusal would teach, by the body's size before compression. */
  public long learnedFrom(long bodyBytes) {
    return (long) Math.max(MIN_BYTES, Math.min(learnedBytes, LEARNED_SHARE * (double) bodyBytes));
  }

  /** Lets a learned limit rise with time. */
  public void creep(long nowNanos) {
    double hours = (nowNanos - learnedAtNanos) / NANOS_PER_HOUR;
    learnedBytes =
        Math.min((double) limits.maxBytes(), learnedBytes * Math.pow(CREEP_PER_HOUR, hours));
    learnedAtNanos = nowNanos;
  }
}
