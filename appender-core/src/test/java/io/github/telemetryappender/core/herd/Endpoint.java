package io.github.telemetryappender.core.herd;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The server: one queue, served at the rate of its capacity with a log-normal share of it for each
 * request, and a log-normal time of work that takes no capacity. Above half a second of queue it
 * answers 503 at once. What a client no longer waits for is served all the same.
 */
final class Endpoint {

  private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final double WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final double SPREAD = 0.6;
  private static final int SHARES = 1 << 13;

  private final Cell cell;
  private final long outageFromNanos;
  private final long outageToNanos;
  private final double perRequestNanos;
  private final SplittableRandom random;
  private final double[] shares = new double[SHARES];

  private long busyUntilNanos;

  Endpoint(Cell cell, long outageFromNanos, long outageToNanos, SplittableRandom random) {
    this.cell = cell;
    this.outageFromNanos = outageFromNanos;
    this.outageToNanos = outageToNanos;
    this.perRequestNanos = TimeUnit.SECONDS.toNanos(1) / cell.capacityPerSecond();
    this.random = random;
    for (int i = 0; i < SHARES; i++) {
      shares[i] = Math.exp(SPREAD * random.nextGaussian() - SPREAD * SPREAD / 2); // mean 1
    }
  }

  /** Takes a request, notes how it will end, and returns when the client hears of it. */
  long arrive(Exchange exchange, long nowNanos) {
    if (nowNanos < outageFromNanos || nowNanos >= outageToNanos) {
      return serve(exchange, 1, 1, nowNanos);
    }
    return switch (cell.kind()) {
      case REFUSE -> end(exchange, Result.REFUSED, nowNanos + REFUSAL_NANOS);
      case BLACK_HOLE -> end(exchange, Result.TIMED_OUT, nowNanos + TIMEOUT_NANOS);
      case UNAVAILABLE, UNAVAILABLE_RETRY_AFTER -> unavailable(exchange, nowNanos);
      case HALF_CAPACITY -> serve(exchange, 2, 1, nowNanos);
      case SLOW -> serve(exchange, 5, 5, nowNanos);
    };
  }

  private long serve(Exchange exchange, int capacityFactor, int workFactor, long nowNanos) {
    if (busyUntilNanos - nowNanos >= capacityFactor * QUEUE_NANOS) {
      return unavailable(exchange, nowNanos);
    }
    busyUntilNanos =
        Math.max(busyUntilNanos, nowNanos) + (long) (share() * capacityFactor * perRequestNanos);
    long doneAtNanos = busyUntilNanos + (long) (share() * workFactor * WORK_NANOS);
    return doneAtNanos - nowNanos > TIMEOUT_NANOS
        ? end(exchange, Result.TIMED_OUT, nowNanos + TIMEOUT_NANOS)
        : end(exchange, Result.OK, doneAtNanos);
  }

  private double share() {
    return shares[random.nextInt(SHARES)];
  }

  private long unavailable(Exchange exchange, long nowNanos) {
    Result result =
        cell.kind() == OutageKind.UNAVAILABLE_RETRY_AFTER
            ? Result.UNAVAILABLE_RETRY_AFTER
            : Result.UNAVAILABLE;
    return end(exchange, result, nowNanos + REFUSAL_NANOS);
  }

  private static long end(Exchange exchange, Result result, long atNanos) {
    exchange.result = result;
    return atNanos;
  }
}
