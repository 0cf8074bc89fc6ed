package io.github.telemetryappender.core.delivery;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Lets what waited through an outage leave gently: an endpoint that has just come back would not
 * survive every appender of a fleet sending all it has at once. Beside the fresh batches, old ones
 * leave at {@code retry.backlogPace} times the usual rate of this appender, which is reached within
 * twice the time of the trouble and twice {@code retry.maxBackoff}, and at one in 10 s at least. A
 * failure on the way begins anew: so the fleet finds what the endpoint bears. What could not leave
 * in a short pause leaves after it, never faster than at the pace in full. Pure but for its own
 * state; delivery thread.
 *
 * <p>The usual rate is that of the batches sent while all was well, less where the application logs
 * less now. It is never below what arrives, measured in batches as they go out now: a backlog
 * always gets smaller.
 */
final class BacklogPace {

  /**
   * Older batches count as backlog, their linger left out. No more than that: what is younger goes
   * out unpaced, by the whole fleet at once where an outage ended for all of it at once.
   */
  static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Between two batches of a backlog at most. */
  static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final double MEMORY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long OBSERVATION_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final double LATEST_BATCH_WEIGHT = 0.2;

  /**
   * Of the pace, for batches that leave for the first time, whatever is sent beside them. Where
   * some attempts always fail the ramp begins anew for ever, and resends take turns: a tenth of all
   * as long as the budget is ample. The backlog gets smaller all the same.
   */
  private static final double LEAST_RAMP = 0.1;

  /**
   * Turns that were missed for longer are lost: a fleet that was away as one would make up as one.
   */
  private static final long CATCH_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final int pace;
  private final long longestRampNanos;
  private final RandomGenerator random;

  private final DecayingRate batchesWhenWell = new DecayingRate(MEMORY_NANOS);
  private final DecayingRate eventsWhenWell = new DecayingRate(MEMORY_NANOS);
  private final DecayingRate events = new DecayingRate(MEMORY_NANOS);
  private double eventsPerBatch;
  private long observedAtNanos;
  private long acceptedBefore;
  private int startedSince;

  private boolean pacing;
  private long beganAtNanos;
  private long rampNanos;

  /** When the next batch is to leave at the pace reached, whatever kinds have left. */
  private long turnAtNanos;

  /** When the next batch is to leave at the least pace, were there none but those it is for. */
  private long leastTurnAtNanos;

  /** None leaves before: that would be more than the pace in full. */
  private long spacedUntilNanos;

  private long latestBacklogAtNanos;

  /**
   * @param pace 0 for none
   * @param longestRampNanos until the pace is reached, at most
   */
  BacklogPace(int pace, long longestRampNanos, RandomGenerator random, long nowNanos) {
    this.pace = pace;
    this.longestRampNanos = longestRampNanos;
    this.random = random;
    this.observedAtNanos = nowNanos;
  }

  /**
   * Takes note of how much there is to send.
   *
   * @param acceptedEvents so far
   * @param well whether the endpoint takes what it is sent, and no backlog is left
   */
  void observe(long acceptedEvents, boolean well, long nowNanos) {
    long elapsed = nowNanos - observedAtNanos;
    if (elapsed < OBSERVATION_NANOS) {
      return;
    }
    double arrived = acceptedEvents - acceptedBefore;
    events.add(elapsed, arrived);
    if (well) {
      batchesWhenWell.add(elapsed, startedSince);
      eventsWhenWell.add(elapsed, arrived);
    }
    observedAtNanos = nowNanos;
    acceptedBefore = acceptedEvents;
    startedSince = 0;
  }

  /**
   * There was trouble, and nobody knows yet whether it is over: the pace begins at its lowest. The
   * first batch of a backlog leaves at a random instant: a fleet that heard of the end of an outage
   * as one would go on as one.
   *
   * @param troubleNanos for how long so far
   */
  void begin(long troubleNanos, long nowNanos) {
    beganAtNanos = nowNanos;
    rampNanos = Math.max(1, Math.min(longestRampNanos, 2 * troubleNanos));
    if (!pacing && pace > 0) {
      pacing = true;
      turnAtNanos = nowNanos + (long) (random.nextDouble() * intervalNanos(ramp(nowNanos)));
      leastTurnAtNanos = turnAtNanos;
      spacedUntilNanos = turnAtNanos;
      latestBacklogAtNanos = nowNanos;
    }
  }

  /** The backlog is gone. */
  void end() {
    pacing = false;
  }

  boolean isPacing() {
    return pacing;
  }

  /** A batch is sent for the first time. */
  void startedFirst(int eventsInBatch) {
    startedSince++;
    eventsPerBatch =
        eventsPerBatch == 0
            ? eventsInBatch
            : eventsPerBatch + LATEST_BATCH_WEIGHT * (eventsInBatch - eventsPerBatch);
  }

  /**
   * A batch is sent, for the first time or not.
   *
   * @param keptBy what has decided that it goes now
   */
  void started(Age age, KeptBy keptBy, long nowNanos) {
    if (!pacing) {
      return;
    }
    // A quarter more or less, so that a fleet in step falls out of it.
    double jitter = 0.75 + random.nextDouble() / 2;
    spacedUntilNanos = nowNanos + (long) (jitter * intervalNanos(1));
    turnAtNanos = after(turnAtNanos, jitter * intervalNanos(ramp(nowNanos)), nowNanos);
    if (keptBy == KeptBy.PACE) {
      leastTurnAtNanos = after(leastTurnAtNanos, jitter * intervalNanos(LEAST_RAMP), nowNanos);
    }
    if (age == Age.BACKLOG) {
      latestBacklogAtNanos = nowNanos;
    }
  }

  /** Late turns are made up for, within limits. */
  private static long after(long turnAtNanos, double intervalNanos, long nowNanos) {
    return nowNanos + Math.max(turnAtNanos - nowNanos, -CATCH_UP_NANOS) + (long) intervalNanos;
  }

  /** How much of the pace has been reached, 0..1. */
  private double ramp(long nowNanos) {
    return Math.min(1, (double) (nowNanos - beganAtNanos) / rampNanos);
  }

  /** Between two batches of whatever age, on average. */
  private long intervalNanos(double ramp) {
    double perNano = usualPerNano() * (1 + pace * ramp);
    return (long) Math.min((double) LONGEST_INTERVAL_NANOS, 1 / perNano);
  }

  /** Batches per nanosecond. */
  private double usualPerNano() {
    double eventsBefore = eventsWhenWell.perNano();
    double share = eventsBefore == 0 ? 0 : Math.min(1, events.perNano() / eventsBefore);
    double arriving = eventsPerBatch == 0 ? 0 : events.perNano() / eventsPerBatch;
    return Math.max(batchesWhenWell.perNano() * share, arriving);
  }

  /** Nanoseconds until it is the turn of a batch of the backlog. */
  long nanosUntilTurn(long nowNanos) {
    long turn = Math.min(turnAtNanos - nowNanos, leastTurnAtNanos - nowNanos);
    return nanosUntil(Math.max(turn, spacedUntilNanos - nowNanos), nowNanos);
  }

  /** The same for one that has no time to wait for its turn: the pace in full is kept to. */
  long nanosUntilSpaced(long nowNanos) {
    return nanosUntil(spacedUntilNanos - nowNanos, nowNanos);
  }

  private long nanosUntil(long nanos, long nowNanos) {
    long latest = latestBacklogAtNanos + LONGEST_INTERVAL_NANOS - nowNanos;
    return pacing ? Math.max(0, Math.min(nanos, latest)) : 0;
  }

  /** What keeps a batch of a backlog from going at once. */
  enum KeptBy {
    PACE,
    /** It was sent before, and the budget is low: the pace does not keep it back once more. */
    BUDGET
  }

  /** Whether a batch has waited for the endpoint. */
  enum Age {
    FRESH,
    BACKLOG
  }
}
