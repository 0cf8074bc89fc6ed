package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.MINUTE;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Before which time nothing may be sent, going by what the server said and by the delays that were
 * drawn; and whether the endpoint is calm enough for the plain rules of choice and linger to hold.
 */
final class Spacing {

  private static final long MAX_PAUSE_NANOS = 60 * MINUTE;
  private static final long FLOOR_NANOS = 100 * MILLI;
  private static final double BUDGET = 10;
  private static final double BUDGET_EXHAUSTED = 5;

  private final Map<BatchId, Long> batchNotBefore = new HashMap<>();
  private final Deque<Long> recentFailures = new ArrayDeque<>();
  private long pausedUntilNanos;
  private long backedOffUntilNanos;
  private int failures;
  private long lastFailureAtNanos;
  private double budget = BUDGET;
  private boolean stormy;
  private int successes;
  private boolean everFailed;
  private long lastTroubleAtNanos = Long.MIN_VALUE / 2;

  /**
   * Takes note of an exchange that the loop hears of in the step at {@code nowNanos}.
   *
   * @param leftNanos how much longer its oldest event may be sent
   * @param draws of that step
   * @param alone whether it is the only one in that step
   */
  void ended(SimExchange exchange, long leftNanos, List<Long> draws, boolean alone, long nowNanos) {
    Expectation expected = exchange.expectation;
    if (expected == Expectation.DELIVERED) {
      succeeded();
      return;
    }
    everFailed = true;
    lastTroubleAtNanos = nowNanos;
    successes = 0;
    if (expected == Expectation.REJECTED || expected == Expectation.KEPT_OR_REJECTED) {
      backedOffUntilNanos = 0;
      failures = 0;
      stormy = true;
      return;
    }
    if (expected == Expectation.NOT_ENCODABLE) {
      return;
    }
    failed(exchange, leftNanos, alone && draws.size() == 1 ? draws.get(0) : 0, nowNanos);
  }

  private void succeeded() {
    failures = 0;
    backedOffUntilNanos = 0;
    budget = Math.min(BUDGET, budget + 0.1);
    if (++successes >= 3) {
      stormy = false;
    }
  }

  private void failed(SimExchange exchange, long leftNanos, long drawnNanos, long nowNanos) {
    budget -= 1;
    noteFailure(nowNanos);
    if (exchange.pauseNanos > 0) {
      long pause = Math.min(Math.min(exchange.pauseNanos, MAX_PAUSE_NANOS), leftNanos);
      pausedUntilNanos = Math.max(pausedUntilNanos, nowNanos + pause);
      stormy = true;
    } else if (isPlainRetry(exchange.result)) {
      long wait = Math.max(minDelayNanos(exchange.result), FLOOR_NANOS + drawnNanos);
      batchNotBefore.put(exchange.batch, nowNanos + wait);
      if (failures == 0 || exchange.startedAtNanos >= lastFailureAtNanos) {
        failures++;
        lastFailureAtNanos = nowNanos;
      }
      if (failures > 1) {
        backedOffUntilNanos = Math.max(backedOffUntilNanos, nowNanos + wait);
      }
    } else {
      stormy = true;
    }
  }

  /** Those that are always tried again after a backoff, whatever came before. */
  private static boolean isPlainRetry(ExchangeResult result) {
    if (result instanceof ExchangeResult.Failed failed) {
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
    return result instanceof ExchangeResult.Answered answered
        && answered.header("Retry-After") == null
        && switch (answered.status()) {
          case 408, 423, 424, 425, 502, 503, 504, 507, 509, 511 -> true;
          default -> false;
        };
  }

  private static long minDelayNanos(ExchangeResult result) {
    return result instanceof ExchangeResult.Failed failed
            && failed.kind() == FailureKind.UNKNOWN_HOST
        ? 10 * SECOND
        : 0;
  }

  /** Judges an exchange that begins. */
  void begins(BatchId batch, boolean draining, long nowNanos) {
    check(
        nowNanos >= pausedUntilNanos,
        "9 spacing",
        "sent %d ns before the pause the endpoint asked for is over",
        pausedUntilNanos - nowNanos);
    check(
        nowNanos >= backedOffUntilNanos,
        "9 spacing",
        "sent %d ns before the endpoint's backoff is over",
        backedOffUntilNanos - nowNanos);
    Long notBefore = batchNotBefore.remove(batch);
    check(
        draining || notBefore == null || nowNanos >= notBefore,
        "9 spacing",
        "%s was sent again too soon",
        batch);
  }

  private void noteFailure(long nowNanos) {
    recentFailures.add(nowNanos);
    while (nowNanos - recentFailures.element() > MINUTE) {
      recentFailures.remove();
    }
    stormy |= recentFailures.size() > 2;
  }

  /** Whether neither breaker, budget nor hold can have a say now. */
  boolean isCalm() {
    return !stormy && budget > BUDGET_EXHAUSTED;
  }

  /** Whether the latest exchange was a success and nothing before it can still delay a new one. */
  boolean isAtEase(long longestBackoffNanos, long nowNanos) {
    return isCalm()
        && (!everFailed || successes > 0)
        && nowNanos > pausedUntilNanos() + pausedUntilNanos() / 5
        && nowNanos - lastTroubleAtNanos > longestBackoffNanos;
  }

  /** Whether any exchange ended otherwise than well. */
  boolean hasEverFailed() {
    return everFailed;
  }

  long pausedUntilNanos() {
    return Math.max(pausedUntilNanos, backedOffUntilNanos);
  }
}
