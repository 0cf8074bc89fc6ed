package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;

/**
 * How long events took from acceptance to acknowledgement, of the last 5 to 10 minutes: two windows
 * of logarithmic buckets, eight to each doubling, so that a quantile is at most an eighth too high
 * and never too low. Fixed in size. Delivery thread.
 */
final class LatencyHistogram {

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** The smallest that is told apart, 2^16 ns (66 us), and the largest, 2^52 ns (52 days). */
  private static final int MIN_EXPONENT = 16;

  private static final int MAX_EXPONENT = 52;
  private static final int STEPS_BITS = 3;
  private static final int STEPS = 1 << STEPS_BITS;
  private static final int BUCKETS = (MAX_EXPONENT - MIN_EXPONENT) * STEPS;

  /** Into how many portions the events of a batch are shared out. */
  private static final int PORTIONS = 8;

  private long[] current = new long[BUCKETS];
  private long[] previous = new long[BUCKETS];
  private boolean hasBegun;
  private long windowEndsAtNanos;

  /** Adds a batch, as if its events had been accepted evenly between the oldest and the newest. */
  void add(long events, long newestNanos, long oldestNanos, long nowNanos) {
    turn(nowNanos);
    long portions = Math.min(PORTIONS, events);
    for (long portion = 0; portion < portions; portion++) {
      long share = events * (portion + 1) / portions - events * portion / portions;
      long step = portions == 1 ? 0 : (oldestNanos - newestNanos) / (portions - 1);
      current[bucket(oldestNanos - step * portion)] += share;
    }
  }

  /** What a share of the events was not slower than, in nanoseconds; -1 where there were none. */
  long quantileNanos(double share, long nowNanos) {
    turn(nowNanos);
    long wanted = (long) Math.ceil(share * total());
    if (wanted == 0) {
      return -1;
    }
    long seen = 0;
    int bucket = -1;
    while (seen < wanted) {
      bucket++;
      seen += current[bucket] + previous[bucket];
    }
    return endNanos(bucket);
  }

  private long total() {
    long total = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      total += current[bucket] + previous[bucket];
    }
    return total;
  }

  /** Begins a new window where the old one is over; two where nothing came for that long. */
  private void turn(long nowNanos) {
    if (!hasBegun) {
      hasBegun = true;
      windowEndsAtNanos = nowNanos + WINDOW_NANOS;
      return;
    }
    long overdueNanos = nowNanos - windowEndsAtNanos;
    if (overdueNanos < 0) {
      return;
    }
    previous = overdueNanos < WINDOW_NANOS ? current : new long[BUCKETS];
    current = new long[BUCKETS];
    windowEndsAtNanos = nowNanos + WINDOW_NANOS;
  }

  private static int bucket(long nanos) {
    if (nanos < 1L << MIN_EXPONENT) {
      return 0;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    if (exponent >= MAX_EXPONENT) {
      return BUCKETS - 1;
    }
    int step = (int) (nanos >>> (exponent - STEPS_BITS)) & (STEPS - 1);
    return (exponent - MIN_EXPONENT) * STEPS + step;
  }

  /** Where the bucket ends. */
  private static long endNanos(int bucket) {
    int exponent = MIN_EXPONENT + bucket / STEPS;
    return (1L << exponent) + ((bucket % STEPS + 1L) << (exponent - STEPS_BITS));
  }
}
