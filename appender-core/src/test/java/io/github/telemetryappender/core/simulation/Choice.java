package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MINUTE;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Gate;
import io.github.telemetryappender.core.delivery.Holdings;
import io.github.telemetryappender.core.delivery.Holdings.HeldBatch;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;

/**
 * What is worth most of what is due goes first, and nothing waits for ever while others of its lane
 * go: invariant 8.
 */
final class Choice {

  private static final String CHOICE = "8 choice";
  private static final long BACKLOG_AFTER_NANOS = SECOND;
  private static final long STARVED_AFTER_NANOS = 5 * MINUTE;
  private static final long FLOWS_WITHIN_NANOS = 30 * SECOND;

  private final World world;
  private final SimParts parts;
  private final Conduct conduct;
  private final Holdings holdings;
  private final long[] flowsSinceNanos = new long[LaneKind.values().length];
  private final long[] deliveredAtNanos = new long[LaneKind.values().length];
  private final long[] cutBefore = new long[LaneKind.values().length];

  // What went last, by lane: its time is that of whatever waits since.
  private final long[] latestSentAt = new long[LaneKind.values().length];
  private final int[] latestSentPriority = new int[LaneKind.values().length];
  private final long[] latestSentDueAt = new long[LaneKind.values().length];
  private final boolean[] latestSentWasWaiting = new boolean[LaneKind.values().length];

  /** Whether it was sent for the first time, when the budget perhaps let no other go. */
  private final boolean[] latestSentForWantOfBudget = new boolean[LaneKind.values().length];

  // Of what is being sent.
  private BatchId sent;
  private boolean wasWaiting;
  private int priority;
  private boolean freshReady;

  Choice(World world, SimParts parts, Conduct conduct) {
    this.world = world;
    this.parts = parts;
    this.conduct = conduct;
    this.holdings = parts.probe.holdings();
  }

  /**
   * Judges what is sent, in the midst of a step.
   *
   * @param judged whether its turn is a matter of choice: not that of a probe, nor in a drain
   * @return whether something is ready that was never sent
   */
  boolean sends(BatchId batch, boolean judged) {
    long now = world.clock.nanos();
    sent = batch;
    wasWaiting = !isCutInStep(batch);
    priority = priorityAtCut(batch, now);
    freshReady = false;
    boolean calm = judged && conduct.isBudgetAmple();
    boolean fresh = judged && holdings.attemptsOfLatestSent() == 0;
    lookAtOpen(calm || fresh, now);
    for (int i = 0; i < holdings.waitingNow(); i++) {
      if (holdings.dueAtNow(i) - now <= 0) {
        lookAt(i, calm, fresh, judged, now);
      }
    }
    int lane = batch.lane().ordinal();
    latestSentAt[lane] = world.clock.elapsed();
    latestSentPriority[lane] = priority;
    latestSentDueAt[lane] = holdings.dueAtOfLatestSent();
    latestSentWasWaiting[lane] = wasWaiting;
    latestSentForWantOfBudget[lane] = fresh && !calm;
    return freshReady;
  }

  /** Whether it was cut in this step; its parts would lie before. */
  boolean isCutInStep(BatchId batch) {
    return batch.epoch() == parts.lanes.epoch()
        && batch.first() >= cutBefore[batch.lane().ordinal()];
  }

  void stepEnds() {
    for (LaneBacklog backlog : parts.backlogs) {
      cutBefore[backlog.lane().kind().ordinal()] = backlog.cutPosition();
    }
  }

  /** A batch of a lane has arrived. */
  void delivered(LaneKind lane) {
    long now = world.clock.elapsed();
    int ordinal = lane.ordinal();
    boolean hindered = parts.probe.isPacing() || conduct.gate() != Gate.CLOSED;
    if (hindered || now - deliveredAtNanos[ordinal] > FLOWS_WITHIN_NANOS) {
      flowsSinceNanos[ordinal] = now;
    }
    deliveredAtNanos[ordinal] = now;
  }

  /**
   * Judges what is sent as a probe: of what is due and was tried least, the highest rank, and of
   * that the smallest.
   *
   * @return whether something is ready that was never sent
   */
  boolean probes(BatchId batch) {
    long now = world.clock.nanos();
    sent = batch;
    wasWaiting = !isCutInStep(batch);
    freshReady = false;
    for (int i = 0; i < holdings.waitingNow(); i++) {
      if (holdings.dueAtNow(i) - now <= 0) {
        freshReady |= holdings.attemptsNow(i) == 0;
        if (isABetterProbe(i)) {
          throw new Violation(
              CHOICE,
              "%s probes, tried %d times, rank %d, %d bytes; %s was due, %d, %d, %d",
              batch,
              holdings.attemptsOfLatestSent(),
              holdings.rankOfLatestSent(),
              holdings.bodyBytesOfLatestSent(),
              holdings.idNow(i),
              holdings.attemptsNow(i),
              holdings.rankNow(i),
              holdings.bodyBytesNow(i));
        }
      }
    }
    return freshReady;
  }

  private boolean isABetterProbe(int index) {
    if (!wasWaiting) {
      return holdings.attemptsNow(index) == 0 || conduct.gate() == Gate.HELD;
    }
    int tried = holdings.attemptsNow(index) - holdings.attemptsOfLatestSent();
    if (tried != 0) {
      return tried < 0;
    }
    int rank = holdings.rankNow(index) - holdings.rankOfLatestSent();
    return rank > 0
        || (rank == 0 && holdings.bodyBytesNow(index) < holdings.bodyBytesOfLatestSent());
  }

  private void lookAtOpen(boolean judged, long now) {
    for (LaneBacklog backlog : parts.backlogs) {
      if (backlog.isReady(now)
          && !isHeldBack(backlog.lane().kind(), backlog.oldestAcceptedAtNanos())) {
        freshReady = true;
        if (judged && backlog.lane().kind() != sent.lane()) {
          int open = priority(backlog.rank().rank(), backlog.oldestAcceptedAtNanos(), now);
          if (open > priority) {
            throw new Violation(
                CHOICE, "%s sent at %d, %s was open at %d", sent, priority, backlog.rank(), open);
          }
        }
      }
    }
  }

  private void lookAt(int index, boolean calm, boolean fresh, boolean judged, long now) {
    long oldest = holdings.oldestAcceptedAtNow(index);
    LaneKind lane = holdings.idNow(index).lane();
    if (isHeldBack(lane, oldest)) {
      return;
    }
    boolean neverSent = holdings.attemptsNow(index) == 0;
    freshReady |= neverSent;
    int own = priority(holdings.rankNow(index), oldest, now);
    if (calm || (fresh && neverSent)) {
      compare(index, own);
    }
    if (judged && lane == sent.lane()) {
      passedOver(holdings.heldNow(index), own, holdings.dueAtNow(index));
    }
  }

  private void compare(int index, int other) {
    if (other > priority) {
      throw new Violation(
          CHOICE,
          "%s (attempts %d, waited: %s) sent at %d, %s (attempts %d) due at %d",
          sent,
          holdings.attemptsOfLatestSent(),
          wasWaiting,
          priority,
          holdings.idNow(index),
          holdings.attemptsNow(index),
          other);
    }
    if (other == priority && wasWaiting && isOutOfTurn(index)) {
      throw new Violation(
          CHOICE, "%s sent at %d, %s due before", sent, priority, holdings.idNow(index));
    }
  }

  private boolean isOutOfTurn(int index) {
    long before = holdings.dueAtOfLatestSent() - holdings.dueAtNow(index);
    return before > 0
        || (before == 0 && holdings.sequenceOfLatestSent() > holdings.sequenceNow(index));
  }

  private void passedOver(HeldBatch batch, int own, long dueAt) {
    long now = world.clock.elapsed();
    if (batch == null) {
      return;
    }
    if (batch.passedOverSinceNanos == 0) {
      batch.passedOverSinceNanos = Math.max(1, now);
    }
    int lane = sent.lane().ordinal();
    long since = Math.max(batch.passedOverSinceNanos, flowsSinceNanos[lane]);
    if (wentByRight(lane, own, dueAt)
        || (latestSentForWantOfBudget[lane] && batch.attempts() > 0)) {
      // Behind what goes before it a batch waits by right, for as long as that takes all there is,
      // and where it was sent before and the budget is low, behind whatever was not.
      since += now - Math.max(latestSentAt[lane], since);
    }
    batch.passedOverSinceNanos = since;
    boolean flows = now - deliveredAtNanos[lane] <= FLOWS_WITHIN_NANOS;
    if (flows && now - since > STARVED_AFTER_NANOS) {
      throw new Violation(
          "8 starvation",
          "%s waits while others go: for %d ms, tried %d times",
          batch,
          (now - since) / Scenario.MILLI,
          batch.attempts());
    }
  }

  /** Whether what went last in a lane was worth more than this, or as much and due no later. */
  private boolean wentByRight(int lane, int priority, long dueAt) {
    return latestSentPriority[lane] > priority
        || (latestSentPriority[lane] == priority
            && latestSentWasWaiting[lane]
            && latestSentDueAt[lane] - dueAt <= 0);
  }

  /** Whether this is backlog, and has to wait for its pace. */
  private boolean isHeldBack(LaneKind kind, long oldestAcceptedAtNanos) {
    if (!parts.probe.isPacing()) {
      return false;
    }
    long linger = parts.backlogs.get(kind.ordinal()).lingerNanos();
    return world.clock.nanos() - oldestAcceptedAtNanos - linger > BACKLOG_AFTER_NANOS;
  }

  /** A lane counts with all that waits in it, and gives its oldest events. */
  private int priorityAtCut(BatchId batch, long now) {
    LaneEvents lane = world.oracle.lane(batch.epoch(), batch.lane());
    int first = lane.at(batch.first());
    int rank = 0;
    for (int i = first; i < lane.size() && lane.position(i) <= batch.last(); i++) {
      rank = Math.max(rank, lane.rank(i));
    }
    if (!wasWaiting && batch.epoch() == parts.lanes.epoch()) {
      LaneBacklog backlog = parts.backlogs.get(batch.lane().ordinal());
      rank = backlog.isEmpty() ? rank : Math.max(rank, backlog.rank().rank());
    }
    return priority(rank, lane.acceptedAtNanos(first), now);
  }

  /** {@code severity + floor(age / 60 s)}, by two more at most. */
  private static int priority(int rank, long oldestAcceptedAtNanos, long now) {
    long age = now - oldestAcceptedAtNanos;
    return rank + (age >= 2 * MINUTE ? 2 : age >= MINUTE ? 1 : 0);
  }
}
