package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.delivery.BacklogPace.KeptBy;
import io.github.telemetryappender.core.delivery.CircuitBreaker.Permit;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.RetryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When the endpoint may be asked, and by how many exchanges at once: the one place where backoff,
 * pauses, breaker, budget, concurrency, pacing and holds meet. One schedule for the endpoint, not
 * one for each batch: otherwise a thousand waiting batches each back off and hammer it together.
 * Delivery thread.
 */
final class EndpointGate {

  private static final long THROTTLE_BASE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MIN_PAUSE_JITTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int PAUSE_JITTER_DIVISOR = 5;
  private static final long PERMIT_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONG_TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double MANY_FAILURES = 0.5;
  private static final double SOME_FAILURES = 0.1;

  private final Backoff backoff;
  private final Backoff throttleBackoff;
  private final RandomGenerator random;
  private final CircuitBreaker breaker;
  private final RetryBudget budget;
  private final ConcurrencyLimit concurrency;
  private final BacklogPace pace;

  private int failures;
  private long lastFailureAtNanos;
  private int throttles;
  private long backedOffUntilNanos;
  private long pausedUntilNanos;
  private long successes;

  /** There was a failure, and what waited for its end has not all left. */
  private boolean troubled;

  /** There was no success since the latest failure. */
  private boolean failing;

  private long troubledSinceNanos;
  private @Nullable Hold hold;

  EndpointGate(RetryConfig retry, DeliveryConfig delivery, RandomGenerator random, long nowNanos) {
    this.backoff =
        new Backoff(
            retry.initialBackoff().toNanos(), retry.maxBackoff().toNanos(), retry.multiplier());
    this.throttleBackoff =
        backoff.startingAt(Math.max(THROTTLE_BASE_NANOS, retry.initialBackoff().toNanos()));
    this.random = random;
    this.breaker =
        new CircuitBreaker(
            backoff, random, delivery.requestTimeout().toNanos() + PERMIT_GRACE_NANOS);
    this.budget = new RetryBudget(backoff, random, nowNanos);
    this.concurrency = new ConcurrencyLimit(delivery.maxInFlight(), nowNanos);
    this.pace =
        new BacklogPace(retry.backlogPace(), 2 * retry.maxBackoff().toNanos(), random, nowNanos);
    this.lastFailureAtNanos = nowNanos;
    this.backedOffUntilNanos = nowNanos;
    this.pausedUntilNanos = nowNanos;
  }

  // What may start

  /** Whether attempts may start, other than probes of a hold. */
  boolean isOpen(long nowNanos) {
    return hold == null && nanosUntilOpen(nowNanos) == 0;
  }

  /**
   * Nanoseconds until attempts may start, or until the next probe of a hold; {@link Long#MAX_VALUE}
   * for a hold that is not probed. A probe waits for the end of a pause like any other attempt.
   */
  long nanosUntilOpen(long nowNanos) {
    long pause = Math.max(backedOffUntilNanos - nowNanos, pausedUntilNanos - nowNanos);
    long allowed =
        hold == null ? breaker.nanosUntilAllowed(nowNanos) : hold.nanosUntilProbe(nowNanos);
    return Math.max(0, Math.max(pause, allowed));
  }

  /** How many attempts may be under way: one at a time while the endpoint fails. */
  int maxInFlight(long nowNanos) {
    boolean doubtful = failures > 1 || throttles > 0 || isProbing(nowNanos);
    return doubtful ? 1 : concurrency.limit();
  }

  /** Whether the next attempt finds out if the endpoint is back: a small one will do. */
  boolean isProbing(long nowNanos) {
    return hold != null || breaker.state(nowNanos) == CircuitBreaker.State.HALF_OPEN;
  }

  /**
   * Whether the next attempt is a probe, now or when the breaker has been open long enough: the
   * budget does not delay it.
   */
  boolean leadsToProbe(long nowNanos) {
    return hold != null || breaker.state(nowNanos) != CircuitBreaker.State.CLOSED;
  }

  /** Whether batches that were sent before may go like fresh ones. */
  boolean mayResendFreely() {
    return budget.mayResend();
  }

  /** Nanoseconds until a resend may start where nothing fresh is to be sent. */
  long nanosUntilResend(long nowNanos) {
    return budget.nanosUntilResend(nowNanos);
  }

  /**
   * An attempt starts; its {@link Pass} comes back with its outcome.
   *
   * @param attempts of its batch that were made before
   * @param events of its batch
   * @param inFlight without this one
   */
  Pass started(int attempts, int events, BacklogPace.Age age, int inFlight, long nowNanos) {
    boolean full = inFlight + 1 >= concurrency.limit();
    pace.started(age, keptBy(attempts), nowNanos);
    if (attempts > 0) {
      budget.resent(nowNanos);
    } else if (!isProbing(nowNanos)) {
      pace.startedFirst(events); // probes are as small as they can be
    }
    return new Pass(nowNanos, hold == null ? breaker.started(nowNanos) : null, full);
  }

  private KeptBy keptBy(int attempts) {
    return attempts > 0 && !budget.isAmple() ? KeptBy.BUDGET : KeptBy.PACE;
  }

  // Pacing

  /** Takes note of how much there is to send: so many events were accepted so far. */
  void observe(long acceptedEvents, long nowNanos) {
    pace.observe(acceptedEvents, !troubled, nowNanos);
    if (troubled && !failing && !pace.isPacing()) {
      paceBacklog(nowNanos);
    }
  }

  /** Whether there was a failure, and perhaps something still waits that waited for its end. */
  boolean isTroubled() {
    return troubled;
  }

  /** Whether a backlog leaves slowly now. */
  boolean isPacing() {
    return pace.isPacing();
  }

  /**
   * Nanoseconds until a batch of the backlog may leave; 0 where it need not wait for its pace.
   *
   * @param attempts of the batch so far
   * @param longestNanos that it can wait for its turn; past it it leaves at the pace in full, or it
   *     would be too old
   */
  long nanosUntilBacklog(int attempts, long longestNanos, long nowNanos) {
    if (keptBy(attempts) == KeptBy.BUDGET) {
      return 0;
    }
    long turnNanos = pace.nanosUntilTurn(nowNanos);
    return turnNanos < longestNanos ? turnNanos : pace.nanosUntilSpaced(nowNanos);
  }

  /** There is no backlog now: the trouble is over unless it has just begun. */
  void backlogIsGone() {
    if (!failing) {
      troubled = false;
      pace.end();
    }
  }

  // What came of it

  /** The endpoint took a batch. */
  void succeeded(Pass pass, long nowNanos) {
    successes++;
    budget.succeeded();
    if (concurrency.excessNanos(pass.startedAtNanos(), nowNanos) > BacklogPace.FRESH_NANOS) {
      troubledSince(pass.startedAtNanos());
    }
    concurrency.succeeded(pass.startedAtNanos(), pass.wasFull(), nowNanos);
    alive(pass, nowNanos);
  }

  /** The endpoint refused a batch for its data: it is there and well. */
  void refusedData(Pass pass, long nowNanos) {
    alive(pass, nowNanos);
  }

  private void alive(Pass pass, long nowNanos) {
    boolean wasClosed = breaker.state(nowNanos) == CircuitBreaker.State.CLOSED;
    breaker.succeeded(pass.permit(), nowNanos);
    if (!wasClosed && breaker.state(nowNanos) == CircuitBreaker.State.CLOSED) {
      budget.endpointIsBack();
      concurrency.restart(nowNanos);
    }
    failures = 0;
    throttles = 0;
    backedOffUntilNanos = nowNanos;
    hold = null;
    if (failing && breaker.state(nowNanos) == CircuitBreaker.State.CLOSED) {
      failing = false;
      paceBacklog(nowNanos);
    }
    followSuccess(nowNanos);
  }

  /** What came in while such an exchange lasted has waited for the endpoint. */
  private void troubledSince(long sinceNanos) {
    if (!troubled) {
      troubled = true;
      troubledSinceNanos = sinceNanos;
    }
  }

  private void trouble(long sinceNanos, long nowNanos) {
    troubledSince(sinceNanos);
    failing = true;
    paceBacklog(nowNanos);
  }

  /** What a short trouble leaves may go as it comes. */
  private void paceBacklog(long nowNanos) {
    long troubleNanos = nowNanos - troubledSinceNanos;
    if (troubleNanos > LONG_TROUBLE_NANOS) {
      pace.begin(troubleNanos, nowNanos);
    }
  }

  private void followSuccess(long nowNanos) {
    concurrency.follow(successShare(nowNanos));
  }

  /** The share of recent attempts that did not fail, 0..1; 1 where there are none. */
  double successShare(long nowNanos) {
    return 1 - breaker.failureShare(nowNanos);
  }

  /**
   * An attempt failed. The first failure delays only its own batch; from the second on the wait is
   * the endpoint's. Attempts that started before the previous failure was known tell nothing new
   * and do not lengthen the wait.
   *
   * @return how long the failed batch waits
   */
  long failed(Pass pass, Failure failure, long minDelayNanos, long nowNanos) {
    int start = startingExponent(nowNanos);
    trouble(pass.startedAtNanos(), nowNanos);
    breaker.failed(pass.permit(), nowNanos);
    followSuccess(nowNanos);
    if (failure != Failure.NEVER_SENT) {
      budget.failed();
    }
    if (failure == Failure.OVERLOADED) {
      concurrency.overloaded(pass.startedAtNanos(), nowNanos);
    }
    if (failures == 0 || pass.startedAtNanos() - lastFailureAtNanos >= 0) {
      failures++;
      lastFailureAtNanos = nowNanos;
    }
    long waitNanos = minDelayNanos + backoff.drawNanos(failures - 1 + start, random);
    if (failures > 1) {
      backedOffUntilNanos = nowNanos + Math.max(backedOffUntilNanos - nowNanos, waitNanos);
    }
    return waitNanos;
  }

  /** An endpoint that often failed of late is given more time from the start. */
  private int startingExponent(long nowNanos) {
    double share = breaker.failureShare(nowNanos);
    return share >= MANY_FAILURES ? 2 : share >= SOME_FAILURES ? 1 : 0;
  }

  /**
   * The endpoint asked for a pause: it is the endpoint's, and always longer than asked by a random
   * part, so that a fleet that was told the same does not come back as one.
   *
   * @param retryAfter as the endpoint asked; empty for a backoff of our own
   * @param longestNanos past which what waits would be too old
   * @return how long the pause is
   */
  long throttled(Pass pass, OptionalLong retryAfter, long longestNanos, long nowNanos) {
    trouble(pass.startedAtNanos(), nowNanos);
    breaker.undecided(pass.permit(), nowNanos);
    concurrency.overloaded(pass.startedAtNanos(), nowNanos);
    budget.failed();
    long waitNanos =
        retryAfter.isPresent()
            ? withJitter(Math.min(retryAfter.getAsLong(), Math.max(0, longestNanos)))
            : throttleBackoff.drawNanos(throttles, random);
    throttles++;
    extendPause(waitNanos, nowNanos);
    return waitNanos;
  }

  /** The endpoint is on hold and said when to come back: probes wait for that as well. */
  void pause(long retryAfterNanos, long longestNanos, long nowNanos) {
    extendPause(withJitter(Math.min(retryAfterNanos, Math.max(0, longestNanos))), nowNanos);
  }

  private void extendPause(long waitNanos, long nowNanos) {
    pausedUntilNanos = nowNanos + Math.max(pausedUntilNanos - nowNanos, waitNanos);
  }

  private long withJitter(long nanos) {
    long width = Math.max(MIN_PAUSE_JITTER_NANOS, nanos / PAUSE_JITTER_DIVISOR);
    return nanos + random.nextLong(width + 1);
  }

  /** How long events wait that were not taken while others in the same request were. */
  long backoffNanos(int attempts) {
    return backoff.drawNanos(attempts, random);
  }

  /** The outcome says nothing of how the endpoint is. */
  void undecided(Pass pass, long nowNanos) {
    breaker.undecided(pass.permit(), nowNanos);
  }

  // Holds

  /** Nothing is sent from now on but probes. A hold that is on stays as it is. */
  void hold(String reason, Hold.Cause cause, Hold.Probes probes, long nowNanos) {
    trouble(nowNanos, nowNanos);
    if (hold == null) {
      hold = new Hold(reason, cause, probes, nowNanos);
    }
  }

  /** A probe came back. Where the hold is still on, the next one comes after twice the time. */
  void probed(long nowNanos) {
    if (hold != null) {
      hold = hold.afterProbe(nowNanos);
    }
  }

  /** What the hold waited for has changed: attempts may start. */
  void release() {
    hold = null;
  }

  /**
   * What a hold waits for may have changed: it is probed at once. That the hold goes on until then
   * is what matters where a credential was refused as well, for that stays refused until the
   * endpoint takes it: without a hold there would be another one at once, and no probe for long.
   */
  void tryAtOnce(long nowNanos) {
    if (hold != null) {
      hold = hold.probes() == Hold.Probes.NONE ? null : hold.probedFrom(nowNanos);
    }
  }

  /** The hold that is on; null where there is none. */
  @Nullable Hold hold() {
    return hold;
  }

  /** Batches taken so far; to tell whether others succeed while one fails. */
  long successes() {
    return successes;
  }

  CircuitBreaker.State breakerState(long nowNanos) {
    return breaker.state(nowNanos);
  }

  /** What a failed attempt says beside that it failed. */
  enum Failure {
    /** The request provably never left: the endpoint had no work with it. */
    NEVER_SENT,
    /** No answer in time, or 503: too much to do. */
    OVERLOADED,
    OTHER;

    private static final int UNAVAILABLE = 503;

    static Failure of(ExchangeResult result) {
      if (result instanceof ExchangeResult.Failed failed) {
        if (failed.kind() == FailureKind.TIMEOUT) {
          return OVERLOADED;
        }
        return failed.kind().sent() == FailureKind.Sent.NO ? NEVER_SENT : OTHER;
      }
      return result instanceof ExchangeResult.Answered answered && answered.status() == UNAVAILABLE
          ? OVERLOADED
          : OTHER;
    }
  }

  /**
   * What an attempt carries to its outcome.
   *
   * @param permit of the breaker's probe; null for an ordinary attempt
   * @param wasFull whether as many as allowed were under way with it
   */
  record Pass(long startedAtNanos, @Nullable Permit permit, boolean wasFull) {}
}
