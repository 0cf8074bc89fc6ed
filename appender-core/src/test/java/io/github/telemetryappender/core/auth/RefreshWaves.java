package io.github.telemetryappender.core.auth;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What the token endpoint gets to see of a fleet that was deployed at once, with tokens of an hour:
 * its first refresh, by the production rules for when to refresh and how long to wait after a
 * failure, while the token endpoint may be down.
 */
public final class RefreshWaves {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int LIFE_SECONDS = 3600;

  private final int clients;
  private final int[] requests = new int[2 * LIFE_SECONDS];
  private final int outageBegin = LIFE_SECONDS - 200;
  private final int outageEnd;

  /** Runs the model; the outage begins before the first refresh is due. */
  public RefreshWaves(int clients, int outageSeconds, RandomGenerator random) {
    this.clients = clients;
    this.outageEnd = outageBegin + outageSeconds;
    PriorityQueue<Refresh> refreshes = new PriorityQueue<>();
    Grant grant = grant();
    for (int i = 0; i < clients; i++) {
      refreshes.add(new Refresh(grant.refreshAtNanos(random), 0, 0));
    }
    RefreshBackoff backoff = new RefreshBackoff(random);
    while (!refreshes.isEmpty()) {
      Refresh refresh = refreshes.remove();
      int second = (int) (refresh.atNanos() / SECOND);
      requests[second]++;
      if (second >= outageBegin && second < outageEnd) {
        refreshes.add(refresh.failed(backoff, grant));
      }
    }
  }

  /** Everybody's: they were deployed at once. */
  private static Grant grant() {
    try {
      return Grant.of(Token.lasting("token", Duration.ofSeconds(LIFE_SECONDS)), 0, 0);
    } catch (RefreshException e) {
      throw new AssertionError(e);
    }
  }

  /** The most requests in a second in which the token endpoint was up. */
  public int peakWhileItWorks() {
    int peak = 0;
    for (int second = 0; second < requests.length; second++) {
      boolean works = second < outageBegin || second >= outageEnd;
      peak = Math.max(peak, works ? requests[second] : 0);
    }
    return peak;
  }

  /** 5 % of the clients. */
  public double bound() {
    return 0.05 * clients;
  }

  /** The bound and, as the count of a second is a sample, four standard deviations. */
  public double allowed() {
    return bound() + 4 * Math.sqrt(bound());
  }

  private record Refresh(long atNanos, int failures, long usableNanos)
      implements Comparable<Refresh> {

    Refresh failed(RefreshBackoff backoff, Grant grant) {
      long usable = failures == 0 ? Math.max(0, grant.usableNanos(atNanos)) : usableNanos;
      long rest = backoff.restNanos(failures + 1, usable);
      return new Refresh(atNanos + rest, failures + 1, usable);
    }

    @Override
    public int compareTo(Refresh other) {
      return Long.compare(atNanos, other.atNanos);
    }
  }
}
