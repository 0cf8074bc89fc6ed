package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Gate;
import io.github.telemetryappender.core.delivery.Holdings;
import io.github.telemetryappender.core.delivery.Holdings.HeldBatch;
import io.github.telemetryappender.core.lane.LaneKind;

/**
 * When the loop has to do something at the latest, and how often it may wake up: invariant 16.
 * Times are those of the run.
 */
final class Punctuality {

  private static final String WAKE_UPS = "16 wake-ups";
  private static final long LATE_NANOS = MILLI;
  private static final long CHECK_AFTER_NANOS = SECOND;
  private static final long LONGEST_PACE_NANOS = 10 * SECOND;
  private static final long SAFETY_PARK_NANOS = 10 * SECOND;
  private static final int FREE_WAKE_UPS = 10;

  private final World world;
  private final SimParts parts;
  private final Conduct conduct;
  private final Holdings holdings;
  private final long startedAt;
  private final boolean checks;

  private long next = Timeline.NEVER;
  private String what = "";
  private long waitingExpiry = Timeline.NEVER;
  private long standstillEndedAt;
  private long drainCancelsAt = Timeline.NEVER;
  private long drainEndsAt = Timeline.NEVER;
  private boolean hasChecked;

  // Pacing.
  private boolean pacing;
  private long latestBacklogAt;

  // Wake-ups.
  private long wakeUps;
  private long wakeUpsByTimer;
  private long idleTimers;
  private long safetyParks;
  private long progressBefore;

  Punctuality(World world, SimParts parts, Conduct conduct) {
    this.world = world;
    this.parts = parts;
    this.conduct = conduct;
    this.holdings = parts.probe.holdings();
    this.startedAt = now();
    this.checks = world.scenario.settings().get("verifyOnStart").equals("report");
  }

  // Deadlines

  /** A step begins: nothing must have had to happen before. */
  void stepBegins() {
    if (next != Timeline.NEVER) {
      long late = now() - Math.max(next, standstillEndedAt);
      if (late > LATE_NANOS) {
        throw new Violation(WAKE_UPS, "%s is served %d ns late", what, late);
      }
    }
  }

  /** Says what has to happen next. */
  void plan(FlushBook flushes) {
    next = Timeline.NEVER;
    notePace();
    by(drainEndsAt, "the end of the drain");
    if (drainEndsAt == Timeline.NEVER) {
      planBegin();
    } else if (now() < drainCancelsAt) {
      by(drainCancelsAt, "giving up what is under way");
    }
    planExpiry();
    by(flushes.nextEndAt(), "the end of a flush");
    if (parts.tokens != null && drainEndsAt == Timeline.NEVER) {
      by(parts.tokens.mustFetchAtNanos(), "a refresh");
    }
    planSend(flushes);
  }

  private void by(long atNanos, String whatHappens) {
    if (atNanos < next) {
      next = atNanos;
      what = whatHappens;
    }
  }

  private void planBegin() {
    boolean hasCredential = parts.tokens == null && conduct.gate() != Gate.HELD;
    if (checks && !hasChecked && hasCredential) {
      by(Math.max(startedAt + CHECK_AFTER_NANOS, conduct.gateSince()), "the check at the start");
    }
  }

  private void planExpiry() {
    long maxAge = parts.config.retry().maxEventAge().toNanos();
    if (holdings.hasChanged()) {
      waitingExpiry = Timeline.NEVER;
      for (int i = 0; i < holdings.waiting(); i++) {
        long expiry = elapsed(holdings.get(i).oldestAcceptedAtNanos) + maxAge;
        waitingExpiry = Math.min(waitingExpiry, expiry);
      }
    }
    by(waitingExpiry, "the expiry of a batch that waits");
    for (LaneBacklog backlog : parts.backlogs) {
      if (!backlog.isEmpty()) {
        by(elapsed(backlog.oldestAcceptedAtNanos()) + maxAge, "the expiry of an open batch");
      }
    }
  }

  /** From when on nothing is left that could delay the next exchange. */
  private void planSend(FlushBook flushes) {
    boolean hindered = drainEndsAt != Timeline.NEVER || isGone() || !hasRoomForOneMore();
    if (hindered) {
      return;
    }
    long quiet = Math.max(conduct.quietUntilAtMost(), gateOpensAtMost());
    long dueAt = Math.max(dueAt(flushes), quiet);
    if (dueAt < next && hasCredentialUntil(Math.max(dueAt, now()))) {
      by(dueAt, "the next exchange");
      if (Trace.TOLD) {
        world.trace.tell(
            "next exchange by %,d, first due %,d: quiet %,d, gate %s by %,d, pacing %s %d %s, held %s",
            dueAt,
            firstDueAt(),
            conduct.quietUntilAtMost(),
            conduct.gate(),
            gateOpensAtMost(),
            pacing,
            parts.probe.nanosUntilBacklog(world.clock.nanos()),
            conduct.isBudgetAmple(),
            holdings);
      }
    }
  }

  /** Whether neither what is under way nor its bodies keep another exchange from starting. */
  private boolean hasRoomForOneMore() {
    int carrying = parts.network.carrying();
    return carrying == 0
        || (carrying < parts.probe.maxInFlight(world.clock.nanos())
            && !parts.probe.isShortOfBodyMemory());
  }

  /** Whether nothing that time brings leads to an exchange. */
  private boolean isGone() {
    return conduct.gate() == Gate.HELD && !parts.probe.isProbedByTime();
  }

  private boolean hasCredentialUntil(long elapsedNanos) {
    if (parts.tokens == null) {
      return true;
    }
    return conduct.gate() != Gate.HELD && parts.tokens.isSurelyUsableUntil(elapsedNanos + SECOND);
  }

  private long gateOpensAtMost() {
    return switch (conduct.gate()) {
      case CLOSED, HALF_OPEN -> 0;
      case OPEN -> conduct.openUntilAtMost();
      case HELD -> conduct.holdProbedAtMost();
    };
  }

  /** When the first of what is held may be sent, as far as that itself goes. */
  private long dueAt(FlushBook flushes) {
    boolean probing = conduct.gate() != Gate.CLOSED;
    long due = Timeline.NEVER;
    for (LaneBacklog backlog : parts.backlogs) {
      if (!backlog.isEmpty()) {
        boolean ready = backlog.isFull() || flushes.covers(backlog) || conduct.gate() == Gate.HELD;
        long lingerNanos = parts.lingerNanos(backlog.lane().kind());
        long lingerEndsAt = elapsed(backlog.oldestAcceptedAtNanos() + lingerNanos);
        due = Math.min(due, ready ? now() : lingerEndsAt);
      }
    }
    for (int i = 0; i < holdings.waiting(); i++) {
      HeldBatch batch = holdings.get(i);
      long at = elapsed(batch.dueAtNanos());
      if (!probing && batch.attempts() > 0 && !conduct.isBudgetAmple()) {
        at = Math.max(at, conduct.nextLowResendAtMost());
      }
      due = Math.min(due, at);
    }
    return pacing && !probing && !flushes.isPending() && due != Timeline.NEVER
        ? Math.max(due, latestBacklogAt + LONGEST_PACE_NANOS)
        : due;
  }

  private long firstDueAt() {
    long due = Timeline.NEVER;
    for (int i = 0; i < holdings.waiting(); i++) {
      due = Math.min(due, elapsed(holdings.get(i).dueAtNanos()));
    }
    return due;
  }

  private void notePace() {
    boolean paces = parts.probe.isPacing();
    if (paces && !pacing) {
      latestBacklogAt = now();
    }
    pacing = paces;
  }

  /** An exchange begins. */
  void sends(SimExchange exchange) {
    if (exchange.isCheck()) {
      check(exchange);
      return;
    }
    if (pacing) {
      LaneKind lane = exchange.batch.lane();
      long accepted = exchange.lane.acceptedAtNanos(exchange.lane.at(exchange.batch.first()));
      long linger = parts.backlogs.get(lane.ordinal()).lingerNanos();
      if (world.clock.nanos() - accepted - linger > SECOND) {
        latestBacklogAt = now();
      }
    }
  }

  private void check(SimExchange exchange) {
    if (!checks || hasChecked || drainEndsAt != Timeline.NEVER) {
      throw new Violation("18 stop", "a check nobody asked for: %s", exchange);
    }
    if (now() < startedAt + CHECK_AFTER_NANOS) {
      throw new Violation(WAKE_UPS, "the check at the start comes too soon");
    }
    hasChecked = true;
  }

  /** Nothing happened for a while, and nothing could. */
  void stoodStill() {
    standstillEndedAt = now();
  }

  long standstillEndedAt() {
    return standstillEndedAt;
  }

  void drainBegins(long budgetNanos) {
    drainEndsAt = now() + budgetNanos;
    drainCancelsAt = now() + Math.max(0, budgetNanos - 50 * MILLI);
  }

  boolean isDraining() {
    return drainEndsAt != Timeline.NEVER;
  }

  long drainEndsAt() {
    return drainEndsAt;
  }

  /** The drain is over: nothing has to happen any more. */
  void drained() {
    next = Timeline.NEVER;
  }

  // Wake-ups

  /**
   * The loop's thread wakes up.
   *
   * @param byTimer because its rest is over, and nobody woke it
   * @param restedNanos for how long it was to rest
   * @param progress so many things have come and gone until now
   */
  void wakesUp(boolean byTimer, long restedNanos, long progress) {
    wakeUps++;
    progressBefore = progress;
    if (byTimer) {
      wakeUpsByTimer++;
      safetyParks += restedNanos == SAFETY_PARK_NANOS ? 1 : 0;
    }
  }

  /** It rests again. */
  void rests(boolean byTimer, long restedNanos, long progress) {
    if (byTimer && progress == progressBefore && restedNanos != SAFETY_PARK_NANOS) {
      idleTimers++;
    }
  }

  /**
   * Counts at the end.
   *
   * @param announced events, answers and commands that may wake it
   * @param timers that were worth waking up for
   */
  void checkWakeUps(long announced, long timers) {
    long allowed = announced + timers + safetyParks + FREE_WAKE_UPS;
    if (wakeUps > allowed) {
      throw new Violation(
          WAKE_UPS,
          "%d wake-ups, %d of them by a timer and %d of these for nothing, for %d events, answers"
              + " and commands, %d timers and %d safety parks",
          wakeUps,
          wakeUpsByTimer,
          idleTimers,
          announced,
          timers,
          safetyParks);
    }
  }

  long idleTimers() {
    return idleTimers;
  }

  private long elapsed(long nanos) {
    return world.clock.elapsedAt(nanos);
  }

  private long now() {
    return world.clock.elapsed();
  }
}
