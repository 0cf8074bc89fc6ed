package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.MINUTE;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Gate;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.HashMap;
import java.util.Map;

/**
 * How the endpoint is to be treated, going by what it said and by the delays that were drawn:
 * before which time nothing may be sent, and from which time on nothing that happened is an excuse
 * any more. What is not certain leaves the first too early and the second too late, never the other
 * way round. Invariants 9, 10, 11. Times are those of the run.
 */
final class Conduct {

  private static final long MAX_PAUSE_NANOS = 60 * MINUTE;
  private static final long FLOOR_NANOS = 100 * MILLI;
  private static final long UNKNOWN_HOST_NANOS = 10 * SECOND;
  private static final double BUDGET = 10;
  private static final double BUDGET_LOW = 5;
  private static final double BUDGET_AFTER_CLOSING = 6;
  private static final double SUCCESS_TOKENS = 0.1;
  private static final double EARNED_BY_SUCCESS = 0.5;
  private static final double MOST_EARNED = 5;
  private static final int FAILURES_THAT_OPEN = 5;
  private static final int FEWEST_FAILURES_THAT_OPEN = 3;
  private static final long FIRST_PROBE_NANOS = 30 * SECOND;
  private static final long LONGEST_PROBE_NANOS = 5 * MINUTE;
  private static final long PERMIT_GRACE_NANOS = SECOND;

  private final long longestBackoffNanos;
  private final long permitNanos;
  private final Draws draws;
  private final Sometimes sometimes;
  private final Map<BatchId, Long> batchNotBefore = new HashMap<>();

  // Pauses the endpoint asked for, and backoffs of our own.
  private long pausedUntil;
  private long pausedUntilAtMost;
  private long backedOffUntil;
  private long backedOffUntilAtMost;
  private int failures;
  private long lastFailureAt;

  // The breaker, and holds.
  private Gate gate = Gate.CLOSED;
  private long gateSince;
  private long openUntil;
  private final long[] failedAt = new long[FEWEST_FAILURES_THAT_OPEN];
  private int failureCount;
  private int perhapsFailuresInARow;
  private int certainFailuresInARow;
  private long probeSentAt = Timeline.NEVER;
  private long holdProbedAtLeast;
  private long holdProbedAtMost;
  private long holdInterval;
  private boolean holdIsProbed;
  private int costsSinceGate;

  // The budget of resends: it has at most so many tokens, and at least so many.
  private double mostTokens = BUDGET;
  private double fewestTokens = BUDGET;

  /** Resends that successes have paid for where the budget is low: at most so many. */
  private double mostEarned;

  private long latestLowResendAt = Long.MIN_VALUE / 2;
  private long latestLowWait;

  private boolean everFailed;
  private long latestTroubleAt = Long.MIN_VALUE / 2;
  private int successesInARow;

  Conduct(long longestBackoffNanos, long requestTimeoutNanos, Draws draws, Sometimes sometimes) {
    this.longestBackoffNanos = longestBackoffNanos;
    this.permitNanos = requestTimeoutNanos + PERMIT_GRACE_NANOS;
    this.draws = draws;
    this.sometimes = sometimes;
  }

  /**
   * Takes note of an exchange that the loop has just heard of.
   *
   * @param leftNanos how much longer its oldest event may be sent
   * @param alone whether all that was drawn since was drawn for it
   * @param after the gate as it is now
   */
  void ended(SimExchange exchange, long leftNanos, boolean alone, Gate after, long now) {
    boolean taken =
        exchange.expectation == Expectation.DELIVERED
            || exchange.expectation == Expectation.SOME_REFUSED;
    costsSinceGate += taken ? 0 : 1;
    probeSentAt = Timeline.NEVER;
    if (gate == Gate.HELD) {
      noteProbe(exchange, now);
    }
    switch (exchange.expectation) {
      case DELIVERED, SOME_REFUSED -> succeeded();
      case SORTED -> sorted(exchange, leftNanos, now);
      case REJECTED, KEPT_OR_REJECTED -> refused(exchange, now);
      case NOT_ENCODABLE -> trouble(now);
      case KEPT -> failed(exchange, leftNanos, alone, after == Gate.OPEN ? 1 : 0, now);
    }
  }

  private void noteProbe(SimExchange exchange, long now) {
    if (exchange.probesHold && isUnsendable(exchange.result)) {
      sometimes.reached("a probe that was not sent");
      return; // the next one may begin at once
    }
    holdProbedAtMost = now + LONGEST_PROBE_NANOS;
    boolean mayEnd =
        exchange.expectation != Expectation.KEPT
            && exchange.expectation != Expectation.NOT_ENCODABLE;
    if (mayEnd) { // then another one may begin at once, or it goes on as it was
      long before = exchange.probesHold ? Timeline.NEVER : holdProbedAtLeast;
      long interval = exchange.probesHold ? LONGEST_PROBE_NANOS : holdInterval;
      beginHold(now);
      holdProbedAtLeast = Math.min(holdProbedAtLeast, before);
      holdInterval = Math.min(holdInterval, interval);
    } else if (exchange.probesHold) {
      holdProbedAtLeast = now + holdInterval;
      holdInterval = Math.min(LONGEST_PROBE_NANOS, 2 * holdInterval);
    }
  }

  private static boolean isUnsendable(ExchangeResult result) {
    return result instanceof ExchangeResult.TooLarge
        || (result instanceof ExchangeResult.RenderingFailed failed
            && !(failed.cause() instanceof OutOfMemoryError));
  }

  private void beginHold(long now) {
    holdProbedAtLeast = now + FIRST_PROBE_NANOS;
    holdInterval = 2 * FIRST_PROBE_NANOS;
  }

  private void succeeded() {
    alive();
    successesInARow++;
    certainFailuresInARow = 0;
    perhapsFailuresInARow = 0;
    perhapsSucceeded(SUCCESS_TOKENS);
  }

  /**
   * A success gives a token's part.
   *
   * @param fewestMore tokens that there are now, at least
   */
  private void perhapsSucceeded(double fewestMore) {
    mostTokens = Math.min(BUDGET, mostTokens + SUCCESS_TOKENS);
    fewestTokens = Math.max(0, Math.min(BUDGET, fewestTokens + fewestMore));
    mostEarned = isBudgetAmple() ? 0 : Math.min(MOST_EARNED, mostEarned + EARNED_BY_SUCCESS);
  }

  private void alive() {
    backedOffUntil = 0;
    backedOffUntilAtMost = 0;
    failures = 0;
  }

  /** Some arrived. Whether the rest is a failure depends on much. */
  private void sorted(SimExchange exchange, long leftNanos, long now) {
    long before = mayStillBackOff(exchange);
    alive();
    trouble(now);
    certainFailuresInARow = 0;
    perhapsFailed(now);
    perhapsSucceeded(-1);
    backedOffUntilAtMost = Math.max(before, now + longestBackoffNanos);
    pausedUntilAtMost = Math.max(pausedUntilAtMost, pauseEndAtMost(exchange, leftNanos, now));
  }

  /** A refusal by such a status says nothing of how the endpoint is. */
  private long mayStillBackOff(SimExchange exchange) {
    return exchange.status() >= 500 || exchange.status() < 100 ? backedOffUntilAtMost : 0;
  }

  private void refused(SimExchange exchange, long now) {
    long before = mayStillBackOff(exchange);
    alive();
    trouble(now);
    certainFailuresInARow = 0;
    perhapsFailed(now); // a 500 may be one
    fewestTokens = Math.max(0, fewestTokens - 1);
    backedOffUntilAtMost = Math.max(before, now + longestBackoffNanos);
    if (exchange.pauseNanos > 0) {
      pausedUntilAtMost = Math.max(pausedUntilAtMost, pauseEndAtMost(exchange, 0, now));
    }
  }

  private void trouble(long now) {
    everFailed = true;
    latestTroubleAt = now;
    successesInARow = 0;
  }

  private void failed(SimExchange exchange, long leftNanos, boolean alone, int openings, long now) {
    trouble(now);
    fewestTokens = Math.max(0, fewestTokens - 1);
    perhapsFailed(now);
    backedOffUntilAtMost = now + UNKNOWN_HOST_NANOS + longestBackoffNanos;
    pausedUntilAtMost = Math.max(pausedUntilAtMost, pauseEndAtMost(exchange, leftNanos, now));
    if (exchange.pauseNanos > 0) {
      pause(exchange, leftNanos, alone, now);
    } else if (isPlainRetry(exchange)) {
      backOff(exchange, alone, openings, now);
    } else {
      certainFailuresInARow = 0;
    }
  }

  private void perhapsFailed(long now) {
    failedAt[failureCount++ % FEWEST_FAILURES_THAT_OPEN] = now;
    perhapsFailuresInARow++;
  }

  private long pauseEndAtMost(SimExchange exchange, long leftNanos, long now) {
    long asked = Math.min(Math.min(exchange.pauseNanos, MAX_PAUSE_NANOS), leftNanos);
    return now + Math.max(asked + Math.max(SECOND, asked / 5), longestBackoffNanos);
  }

  private void pause(SimExchange exchange, long leftNanos, boolean alone, long now) {
    certainFailuresInARow = 0;
    boolean certain =
        switch (exchange.status()) {
          case 429, 502, 503, 504 -> true;
          default -> false;
        };
    if (certain) {
      mostTokens = Math.max(0, mostTokens - 1);
    }
    long asked = Math.min(Math.min(exchange.pauseNanos, MAX_PAUSE_NANOS), leftNanos);
    if (alone && draws.count() == 0) {
      throw new Violation("9 spacing", "a pause that was asked for gets no jitter");
    }
    long jitter = alone && draws.count() == 1 ? draws.get(0) : 0;
    pausedUntil = Math.max(pausedUntil, now + asked + jitter);
  }

  private void backOff(SimExchange exchange, boolean alone, int openings, long now) {
    certainFailuresInARow++;
    if (isSent(exchange)) {
      mostTokens = Math.max(0, mostTokens - 1);
    }
    // Where the breaker opens over it, that is drawn first.
    boolean certain = alone && draws.count() == 1 + openings;
    long drawn = certain ? draws.get(openings) : 0;
    if (certain && openings == 1) {
      openUntil = now + FLOOR_NANOS + draws.get(0);
    }
    long wait = minDelayNanos(exchange) + FLOOR_NANOS + drawn;
    batchNotBefore.put(exchange.batch, now + wait);
    if (failures == 0 || exchange.startedAtNanos >= lastFailureAt) {
      failures++;
      lastFailureAt = now;
    }
    if (failures > 1) {
      backedOffUntil = Math.max(backedOffUntil, now + wait);
    }
  }

  /** Those that are always tried again after a backoff, whatever came before. */
  private static boolean isPlainRetry(SimExchange exchange) {
    if (exchange.result instanceof ExchangeResult.Failed failed) {
      return switch (failed.kind()) {
        case UNKNOWN_HOST,
            CONNECT_REFUSED,
            CONNECT_TIMEOUT,
            WRITE_BROKEN,
            NO_RESPONSE,
            TIMEOUT,
            STREAM_RESET,
            OTHER_IO ->
            true;
        default -> false;
      };
    }
    return exchange.result instanceof ExchangeResult.Answered answered
        && answered.header("Retry-After") == null
        && switch (answered.status()) {
          case 408, 423, 424, 425, 502, 503, 504, 507, 509, 511 -> true;
          default -> false;
        };
  }

  private static boolean isSent(SimExchange exchange) {
    return !(exchange.result instanceof ExchangeResult.Failed failed)
        || failed.kind().sent() != FailureKind.Sent.NO;
  }

  private static long minDelayNanos(SimExchange exchange) {
    return exchange.result instanceof ExchangeResult.Failed failed
            && failed.kind() == FailureKind.UNKNOWN_HOST
        ? UNKNOWN_HOST_NANOS
        : 0;
  }

  // The breaker

  /**
   * What the gate says of itself after what came back, and again at the end of each step.
   *
   * @param probed whether time alone leads to a probe of a hold
   */
  void noteGate(Gate now, boolean probed, long nowNanos) {
    int costs = costsSinceGate;
    costsSinceGate = 0;
    checkHalfOpen(now, nowNanos);
    if (now == Gate.CLOSED && certainFailuresInARow >= FAILURES_THAT_OPEN) {
      throw new Violation("11 breaker", "closed after %d failures in a row", certainFailuresInARow);
    }
    boolean begins = now == Gate.HELD && (gate != Gate.HELD || (probed && !holdIsProbed));
    holdIsProbed = probed;
    if (begins) {
      beginHold(nowNanos);
      holdProbedAtMost = nowNanos + FIRST_PROBE_NANOS;
    }
    if (now == gate) {
      return;
    }
    sometimes.reached(EDGES[gate.ordinal()][now.ordinal()]);
    if (gate == Gate.CLOSED && now == Gate.OPEN && !mayOpen(nowNanos)) {
      throw new Violation("11 breaker", "open after %d failures in all", failureCount);
    }
    if (now == Gate.CLOSED) {
      closed(gate, costs);
    }
    gate = now;
    gateSince = nowNanos;
  }

  /** Five in a row have failed, or half of five within a minute. */
  private boolean mayOpen(long now) {
    long oldest = failedAt[failureCount % FEWEST_FAILURES_THAT_OPEN];
    return perhapsFailuresInARow >= FAILURES_THAT_OPEN
        || (failureCount >= FEWEST_FAILURES_THAT_OPEN && now - oldest <= MINUTE);
  }

  /**
   * @param costs how many may have taken a token in this step, perhaps after it was closed
   */
  private void closed(Gate before, int costs) {
    certainFailuresInARow = 0;
    openUntil = 0;
    if (before != Gate.HELD) {
      mostTokens = Math.max(mostTokens, BUDGET_AFTER_CLOSING);
      fewestTokens = Math.max(fewestTokens, BUDGET_AFTER_CLOSING - costs);
    } else {
      mostTokens = BUDGET; // the breaker may have closed behind the hold
    }
  }

  /** No probe keeps it half open for longer than an exchange may take. */
  private void checkHalfOpen(Gate now, long nowNanos) {
    if (now == Gate.HALF_OPEN && gate == Gate.HALF_OPEN && nowNanos >= probeSentAt) {
      long since = nowNanos - probeSentAt;
      if (since >= permitNanos) {
        throw new Violation("11 breaker", "half open %d ns after its probe was sent", since);
      }
    }
    if (gate == Gate.HALF_OPEN && now == Gate.OPEN && nowNanos - probeSentAt >= permitNanos) {
      sometimes.reached("the clock took a probe's permit back");
      probeSentAt = Timeline.NEVER;
    }
  }

  private static final String[][] EDGES = edges();

  private static String[][] edges() {
    String[][] edges = new String[Gate.values().length][Gate.values().length];
    for (Gate from : Gate.values()) {
      for (Gate to : Gate.values()) {
        edges[from.ordinal()][to.ordinal()] = "gate from " + from + " to " + to;
      }
    }
    return edges;
  }

  // Sending

  /**
   * Judges an exchange that begins.
   *
   * @param attempts of its batch before
   * @param freshReady whether something else is ready that was never sent
   */
  void begins(
      BatchId batch, int attempts, boolean freshReady, boolean draining, Gate through, long now) {
    if (through == Gate.OPEN) {
      throw new Violation("11 breaker", "sent while it is open");
    }
    if (through != Gate.HELD && now < openUntil) {
      throw new Violation("11 breaker", "sent %d ns too soon for what was drawn", openUntil - now);
    }
    if (through == Gate.HELD && gate == Gate.HELD && now < holdProbedAtLeast) {
      throw new Violation("9 spacing", "a probe %d ns too soon", holdProbedAtLeast - now);
    }
    if (now < pausedUntil) {
      throw new Violation(
          "9 spacing",
          "sent %d ns before the pause the endpoint asked for is over",
          pausedUntil - now);
    }
    if (now < backedOffUntil) {
      throw new Violation(
          "9 spacing", "sent %d ns before the endpoint's backoff is over", backedOffUntil - now);
    }
    Long notBefore = batchNotBefore.remove(batch);
    if (!draining && notBefore != null && now < notBefore) {
      throw new Violation("9 spacing", "%s was sent again %d ns too soon", batch, notBefore - now);
    }
    if (through == Gate.HALF_OPEN) {
      probeSentAt = now;
    }
    if (attempts > 0 && through == Gate.CLOSED && !draining) {
      resend(freshReady, now);
    }
    if (attempts > 0 && fewestTokens <= BUDGET_LOW) {
      latestLowResendAt = now;
      // The wait until the next one has just been drawn.
      latestLowWait = draws.count() == 1 ? FLOOR_NANOS + draws.get(0) : 0;
    }
  }

  private void resend(boolean freshReady, long now) {
    if (mostTokens > BUDGET_LOW) {
      return;
    }
    sometimes.reached("resent though the budget is low");
    if (mostEarned >= 1) {
      mostEarned = Math.max(mostEarned - 1, EARNED_BY_SUCCESS); // if it was the one that paid
      return;
    }
    if (freshReady) {
      throw new Violation("10 attempt budget", "resent while something fresh is ready");
    }
    if (now < latestLowResendAt + latestLowWait) {
      throw new Violation(
          "10 attempt budget", "resent %d ns too soon", latestLowResendAt + latestLowWait - now);
    }
  }

  // From when on something has to happen

  /** When whatever is due may surely be sent, as far as waits for the endpoint go. */
  long quietUntilAtMost() {
    return Math.max(pausedUntilAtMost, backedOffUntilAtMost);
  }

  /** When an open breaker surely lets a probe through. */
  long openUntilAtMost() {
    return gateSince + longestBackoffNanos;
  }

  /** When a hold that is probed by time is surely probed. */
  long holdProbedAtMost() {
    return holdProbedAtMost;
  }

  /** Whether the budget lets resends go like fresh ones, for certain. */
  boolean isBudgetAmple() {
    return fewestTokens > BUDGET_LOW;
  }

  /** When one more may be resent although the budget is low. */
  long nextLowResendAtMost() {
    return latestLowResendAt + longestBackoffNanos;
  }

  /** What a hold waits for may have changed: a probe may come at once, the next ones as ever. */
  void mayProbeNow() {
    holdProbedAtLeast = 0;
    holdInterval = FIRST_PROBE_NANOS;
  }

  /** Whether neither budget nor breaker nor hold can have a say. */
  boolean isCalm() {
    return gate == Gate.CLOSED && isBudgetAmple();
  }

  /** Whether the latest exchange was a success and nothing before it can still delay a new one. */
  boolean isAtEase(long now) {
    return isCalm()
        && (!everFailed || successesInARow > 0)
        && now > quietUntilAtMost()
        && now - latestTroubleAt > longestBackoffNanos;
  }

  Gate gate() {
    return gate;
  }

  long gateSince() {
    return gateSince;
  }
}
