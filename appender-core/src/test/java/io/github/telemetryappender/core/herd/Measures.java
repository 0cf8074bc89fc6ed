package io.github.telemetryappender.core.herd;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What a run shows, counted as it goes. */
final class Measures {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int BINS_PER_SECOND = 10;
  private static final long BIN_NANOS = SECOND / BINS_PER_SECOND;

  /** The default of {@code retry.maxBackoff}. */
  static final int CAP_SECONDS = 60;

  private static final int PEAK_SECONDS = 600;
  private static final int GOODPUT_SECONDS = 60;
  private static final double DRAINED_SHARE = 0.95;

  private final Cell cell;
  private final long fromNanos;
  private final long toNanos;
  private final long settledNanos;
  private int[] arrived = new int[1 << 12];
  private long[] deliveredNanos = new long[1 << 12];

  /** What was logged until the end of the outage, over all appenders, as time. */
  private long offeredNanos;

  /** Of that, what was taken. */
  private long takenNanos;

  /** Of what was logged in the outage. */
  private long droppedNanos;

  private long backlogNanos;
  private boolean outageIsOver;
  private long drainedAtNanos = Long.MAX_VALUE;

  private long attempts;
  private long deliveries;
  private double attemptsPerDelivery = Double.NaN;
  private long requestsInOutage;
  private long lateRequestsInOutage;

  Measures(Cell cell, long fromNanos, long toNanos) {
    this.cell = cell;
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
    this.settledNanos = toNanos + 2L * CAP_SECONDS * SECOND;
  }

  /** An appender begins to log. */
  void appenderFrom(long atNanos) {
    offeredNanos += toNanos - atNanos;
  }

  void arrived(Exchange exchange, long nowNanos) {
    noteTime(nowNanos);
    arrived = counted(arrived, nowNanos);
    if (nowNanos < fromNanos) {
      return;
    }
    if (!exchange.isProbe) {
      attempts++;
    }
    if (nowNanos < toNanos) {
      requestsInOutage++;
      if (nowNanos >= fromNanos + 2L * CAP_SECONDS * SECOND) {
        lateRequestsInOutage++;
      }
    }
  }

  void completed(Exchange exchange, long nowNanos) {
    noteTime(nowNanos);
    if (exchange.result != Result.OK) {
      return;
    }
    int bin = (int) (nowNanos / BIN_NANOS);
    if (bin >= deliveredNanos.length) {
      deliveredNanos = Arrays.copyOf(deliveredNanos, 2 * bin);
    }
    deliveredNanos[bin] += exchange.toNanos - exchange.fromNanos;
    if (nowNanos >= fromNanos) {
      deliveries++;
    }
    if (exchange.fromNanos < toNanos) {
      takenNanos += Math.min(exchange.toNanos, toNanos) - exchange.fromNanos;
      noteDrained(nowNanos);
    }
  }

  /** An appender gave up what it logged from here to there: nobody waits for it any more. */
  void dropped(long loggedFromNanos, long loggedToNanos, long nowNanos) {
    noteTime(nowNanos);
    long untilNanos = Math.min(loggedToNanos, toNanos);
    if (loggedFromNanos < untilNanos) {
      offeredNanos -= untilNanos - loggedFromNanos;
      droppedNanos += Math.max(0, untilNanos - Math.max(fromNanos, loggedFromNanos));
      noteDrained(nowNanos);
    }
  }

  private void noteTime(long nowNanos) {
    if (!outageIsOver && nowNanos >= toNanos) {
      outageIsOver = true;
      backlogNanos = offeredNanos - takenNanos;
      noteDrained(nowNanos);
    }
    if (Double.isNaN(attemptsPerDelivery) && nowNanos >= settledNanos && isDrained()) {
      attemptsPerDelivery = (double) attempts / deliveries;
    }
  }

  private void noteDrained(long nowNanos) {
    if (outageIsOver
        && !isDrained()
        && offeredNanos - takenNanos <= backlogNanos * (1 - DRAINED_SHARE)) {
      drainedAtNanos = nowNanos;
    }
  }

  private boolean isDrained() {
    return drainedAtNanos != Long.MAX_VALUE;
  }

  private static int[] counted(int[] bins, long nowNanos) {
    int bin = (int) (nowNanos / BIN_NANOS);
    int[] roomy = bin < bins.length ? bins : Arrays.copyOf(bins, 2 * bin);
    roomy[bin]++;
    return roomy;
  }

  /** Whether the run may end. */
  boolean isEnough(long nowNanos) {
    return nowNanos >= toNanos + PEAK_SECONDS * SECOND
        && (isDrained() || nowNanos >= toNanos + (long) (drainLimitSeconds() * SECOND));
  }

  // What came out

  Cell cell() {
    return cell;
  }

  /** The most requests in any second of the ten minutes after the outage. */
  int peakPerSecond() {
    int first = (int) (toNanos / BIN_NANOS);
    int inWindow = 0;
    int peak = 0;
    for (int bin = first; bin < first + PEAK_SECONDS * BINS_PER_SECOND; bin++) {
      inWindow += at(arrived, bin);
      if (bin >= first + BINS_PER_SECOND) {
        inWindow -= at(arrived, bin - BINS_PER_SECOND);
      }
      peak = Math.max(peak, inWindow);
    }
    return peak;
  }

  /** Requests of the fleet in a second of the outage, once waits have reached their longest. */
  double probesPerSecond() {
    int seconds = cell.outageSeconds() - 2 * CAP_SECONDS;
    return seconds > 0 ? (double) lateRequestsInOutage / seconds : Double.NaN;
  }

  /** Requests of an appender in the outage. */
  double requestsInOutagePerAppender() {
    return (double) requestsInOutage / cell.appenders();
  }

  /** Requests but for probes, from the outage until the backlog is gone, for each batch taken. */
  double attemptsPerDelivery() {
    return Double.isNaN(attemptsPerDelivery) ? (double) attempts / deliveries : attemptsPerDelivery;
  }

  /** What is taken in the minute that begins 2 caps after the outage, as a share of what comes. */
  double goodput() {
    int first = (int) (settledNanos / BIN_NANOS);
    double taken = 0;
    for (int bin = first; bin < first + GOODPUT_SECONDS * BINS_PER_SECOND; bin++) {
      taken += bin < deliveredNanos.length ? deliveredNanos[bin] : 0;
    }
    return taken / (double) (cell.appenders() * GOODPUT_SECONDS * SECOND);
  }

  /** Until 95 % of the backlog were taken; infinite where that has not been seen. */
  double drainSeconds() {
    return isDrained() ? (drainedAtNanos - toNanos) / (double) SECOND : Double.POSITIVE_INFINITY;
  }

  /** Of what was logged in the outage, what was given up, 0..1. */
  double droppedShare() {
    return droppedNanos / ((double) cell.appenders() * cell.outageSeconds() * SECOND);
  }

  /** Full batches that waited when the outage ended. */
  long backlog() {
    return backlogNanos / Cell.FULL_NANOS;
  }

  double drainLimitSeconds() {
    double spare = cell.capacityPerSecond() - cell.steadyPerSecond();
    return 1.2 * Math.max(backlog() / spare, cell.outageSeconds() + 2.0 * CAP_SECONDS);
  }

  /** Requests that arrived in a second, counted from the start of the outage. */
  int arrivedInSecond(int second) {
    int first = (int) (fromNanos / BIN_NANOS) + second * BINS_PER_SECOND;
    int sum = 0;
    for (int bin = first; bin < first + BINS_PER_SECOND; bin++) {
      sum += at(arrived, bin);
    }
    return sum;
  }

  private static int at(int[] bins, int bin) {
    return bin < bins.length ? bins[bin] : 0;
  }
}
