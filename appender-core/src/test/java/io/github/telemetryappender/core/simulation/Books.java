package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.delivery.DeliveryProbe;
import io.github.telemetryappender.core.delivery.Holdings;
import io.github.telemetryappender.core.delivery.Holdings.HeldBatch;
import io.github.telemetryappender.core.delivery.Holdings.Place;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.Fate;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps one pipeline's books beside its own: whatever left its hands in a step must have a cause
 * that is found here without its help, event by event, and its counters must say the same.
 * Invariants 1, 3, 7 (eviction), 14.
 */
final class Books {

  private static final String CONSERVATION = "1 conservation";

  private final World world;
  private final SimParts parts;
  private final Tally tally;
  private final DeliveryProbe.Books counted;
  private final Holdings holdings;
  private final long[] cutBefore = new long[LaneKind.values().length];
  private final Map<String, long[]> lossesBefore = new HashMap<>();
  private long lossesInAllBefore;
  private final List<BatchId> inherited = new ArrayList<>();

  /** Whether it hears of such in this step. */
  private boolean takesOver;

  // Of the step under way.
  private final Map<BatchId, SimExchange> returned = new LinkedHashMap<>();
  private final List<Open> open = new ArrayList<>();
  private final Map<String, long[]> explained = new HashMap<>();
  private final Covers covers;
  private List<BatchId> left = List.of();
  private boolean isLeftToAnHeir;
  private boolean drained;
  private boolean closed;
  private int covered;
  private int evictedRank;
  private long evictedSequence;

  Books(World world, SimParts parts) {
    this.world = world;
    this.parts = parts;
    this.tally = parts.tally;
    this.counted = parts.probe.books();
    this.holdings = parts.probe.holdings();
    this.covers = new Covers(world.oracle);
  }

  /** Another pipeline has left these to this one, which hears of it in its next step. */
  void inherit(List<BatchId> batches) {
    inherited.addAll(batches);
  }

  /** Whether something was left to it that it has not heard of. */
  boolean hasHeritage() {
    return !inherited.isEmpty();
  }

  /** How many events of another life it is about to take over. */
  long heritage() {
    return inherited.stream().mapToLong(BatchId::count).sum();
  }

  void stepBegins() {
    returned.clear();
    takesOver = !inherited.isEmpty();
    inherited.forEach(this::takeOver);
  }

  /** The loop hears of this in the step that begins. */
  void returns(SimExchange exchange) {
    returned.put(exchange.batch, exchange);
  }

  /** The pipeline offers what it could not deliver. */
  void leaves(List<BatchId> batches, boolean toAnHeir) {
    left = batches;
    isLeftToAnHeir = toAnHeir;
  }

  /** The drain is over, in the step under way. */
  void drained() {
    drained = true;
  }

  /**
   * Accounts for a step.
   *
   * @return whether anything came or went
   */
  boolean stepEnds() {
    boolean moved = holdings.look();
    if (holdings.twice() != null) {
      throw new Violation(CONSERVATION, "%s is held twice", holdings.twice());
    }
    if (!closed && (moved || drained || !inherited.isEmpty() || hasCut())) {
      account();
      moved = true;
    }
    closed = drained; // what it gave up while under way is no longer its
    checkReturned();
    checkCounters();
    return moved;
  }

  private boolean hasCut() {
    for (LaneBacklog backlog : parts.backlogs) {
      if (backlog.cutPosition() != cutBefore[backlog.lane().kind().ordinal()]) {
        return true;
      }
    }
    return false;
  }

  private void takeOver(BatchId batch) {
    LaneEvents lane = world.oracle.lane(batch.epoch(), batch.lane());
    int count = 0;
    int index = lane.firstFrom(batch.first());
    for (; index < lane.size() && lane.position(index) <= batch.last(); index++) {
      if (lane.fate(index) == Fate.LEFT) {
        lane.holdAgain(index);
        tally.recover(lane.rank(index));
        count++;
      }
    }
    if (count != batch.count()) {
      throw new Violation(CONSERVATION, "%d events are left of %s", count, batch);
    }
  }

  // Who left, and why

  private void account() {
    open.clear();
    explained.clear();
    covered = 0;
    evictedRank = -1;
    evictedSequence = Long.MIN_VALUE;
    covers.of(drained ? List.of() : holdings.arrived());
    for (BatchId batch : inherited) {
      noteEvicted(leave(batch, null, false), Long.MIN_VALUE);
    }
    inherited.clear();
    holdings.departed().forEach(this::departed);
    for (int i = 0; drained && i < holdings.size(); i++) {
      if (!holdings.isNew(holdings.get(i))) {
        departed(holdings.get(i)); // given up while under way, and kept until it comes back
      }
    }
    for (LaneBacklog backlog : parts.backlogs) {
      int ordinal = backlog.lane().kind().ordinal();
      LaneEvents lane = world.oracle.lane(backlog.epoch(), backlog.lane().kind());
      long cutPosition = backlog.cutPosition();
      noteEvicted(range(lane, cutBefore[ordinal], cutPosition, null, false), Long.MIN_VALUE);
      cutBefore[ordinal] = backlog.cutPosition();
    }
    checkArrivals();
    settleOpen();
    checkEvictions();
  }

  private void departed(HeldBatch batch) {
    SimExchange exchange = returned.get(batch.id);
    boolean flying = batch.place == Place.IN_FLIGHT && exchange == null;
    if (flying && !drained) {
      throw new Violation("12 concurrency", "%s left while under way", batch);
    }
    // Of a batch that came back in parts, some may have gone.
    noteEvicted(leave(batch.id, exchange, flying), batch.sequence());
  }

  /** Of what gave way, the one worth most. */
  private void noteEvicted(int rank, long sequence) {
    if (rank < 0) {
      return;
    }
    if (rank > evictedRank || (rank == evictedRank && sequence > evictedSequence)) {
      evictedRank = rank;
      evictedSequence = sequence;
    }
  }

  private int leave(BatchId batch, SimExchange exchange, boolean flying) {
    return range(
        world.oracle.lane(batch.epoch(), batch.lane()),
        batch.first(),
        batch.last() + 1,
        exchange,
        flying);
  }

  /**
   * Finds out what became of the held events in a range.
   *
   * @return the highest rank that was evicted; negative for none
   */
  private int range(LaneEvents lane, long from, long end, SimExchange exchange, boolean flying) {
    int rank = -1;
    for (int i = lane.firstFrom(from); i < lane.size() && lane.position(i) < end; i++) {
      if (lane.isHeld(i)) {
        boolean isCovered = covers.has(lane, lane.position(i));
        boolean mayGoOn = exchange == null || goesAgain(exchange, i);
        if (isCovered && mayGoOn) {
          covered++;
        } else if (settle(lane, i, exchange, flying) == Fate.EVICTED) {
          rank = Math.max(rank, lane.rank(i));
        }
      }
    }
    return rank;
  }

  private boolean goesAgain(SimExchange exchange, int index) {
    return switch (exchange.expectation) {
      case DELIVERED, REJECTED, SOME_REFUSED -> false;
      case KEPT, KEPT_OR_REJECTED, NOT_ENCODABLE -> true;
      case SORTED -> {
        int place = exchange.placeOf(index);
        yield place >= 0 && goesAgain(exchange.reply, place);
      }
    };
  }

  /** What a client is not sure of goes again too, behind the events it is sure of. */
  private boolean goesAgain(Reply reply, int place) {
    return reply.kind() == Reply.Kind.FIRST
        ? place >= reply.certainlyTaken(world.scenario.protocol())
        : reply.goesAgain(place);
  }

  private Fate settle(LaneEvents lane, int index, SimExchange exchange, boolean flying) {
    Cause cause = cause(lane, index, exchange, flying);
    if (cause == null) {
      open.add(new Open(lane, index, exchange));
      return null;
    }
    settle(lane, index, cause.fate, cause.reason);
    return cause.fate;
  }

  private void settle(LaneEvents lane, int index, Fate fate, String reason) {
    int rank = lane.rank(index);
    lane.settle(index, fate);
    tally.settle(rank, fate);
    if (reason != null) {
      explained.computeIfAbsent(reason, none -> new long[Severity.COUNT])[rank]++;
    }
  }

  /** Null where the pipeline has to say which of several it was. */
  private Cause cause(LaneEvents lane, int index, SimExchange exchange, boolean flying) {
    if (exchange != null) {
      Cause byExchange = byExchange(lane, index, exchange);
      if (byExchange != null) {
        return byExchange;
      }
    }
    if (drained && isLeft(lane, index)) {
      return isLeftToAnHeir ? Cause.LEFT : Cause.SHUT_DOWN;
    }
    if (exchange != null && !goesAgainForSure(exchange.expectation)) {
      return null;
    }
    boolean mayBeLast = exchange != null && parts.config.retry().maxAttempts() > 0;
    boolean old = ageNanos(lane, index) >= maxAgeNanos();
    // Parts that come back and what is taken over need room before the step gets to what is old.
    boolean mayGiveWay = old && (!returned.isEmpty() || takesOver);
    if (mayBeLast || mayGiveWay || drained || flying) {
      return null;
    }
    return old ? Cause.EXPIRED : Cause.EVICTED;
  }

  private static boolean goesAgainForSure(Expectation expectation) {
    return expectation == Expectation.KEPT || expectation == Expectation.SORTED;
  }

  private Cause byExchange(LaneEvents lane, int index, SimExchange exchange) {
    boolean sorts = exchange.expectation.isEnd() && exchange.expectation != Expectation.REJECTED;
    if (sorts && exchange.isLeftOut(index)) {
      return Cause.NOT_ENCODED;
    }
    return switch (exchange.expectation) {
      case DELIVERED -> delivered(lane, index);
      case REJECTED -> Cause.rejected(Integer.toString(exchange.status()));
      case SOME_REFUSED -> exchange.takeRefused(lane.rank(index)) ? Cause.PARTIAL : Cause.DELIVERED;
      case SORTED -> sorted(lane, index, exchange);
      case KEPT, KEPT_OR_REJECTED, NOT_ENCODABLE -> null;
    };
  }

  private Cause sorted(LaneEvents lane, int index, SimExchange exchange) {
    int place = exchange.placeOf(index);
    if (goesAgain(exchange.reply, place)) {
      return null;
    }
    return exchange.reply.isTaken(place) ? delivered(lane, index) : Cause.REFUSED_BY_ITSELF;
  }

  private static Cause delivered(LaneEvents lane, int index) {
    if (lane.applied(index) == 0) {
      throw new Violation(CONSERVATION, "an event counts as delivered that never arrived");
    }
    return Cause.DELIVERED;
  }

  private boolean isLeft(LaneEvents lane, int index) {
    long position = lane.position(index);
    for (BatchId batch : left) {
      if (batch.first() <= position
          && position <= batch.last()
          && world.oracle.lane(batch.epoch(), batch.lane()) == lane) {
        return true;
      }
    }
    return false;
  }

  // What the pipeline says of it

  private void checkArrivals() {
    int events = 0;
    if (!drained) {
      for (HeldBatch batch : holdings.arrived()) {
        events += batch.id.count();
      }
    }
    if (covered != events) {
      throw new Violation(
          CONSERVATION,
          "%d events turned up that had not been there, or twice: %s after %s",
          events - covered,
          holdings.arrived(),
          returned.values());
    }
  }

  /** Those of which several causes may be true are what is counted beyond the rest. */
  private void settleOpen() {
    long losses = 0;
    for (SeverityCounts counts : counted.losses.values()) {
      losses += counts.total();
    }
    boolean silent = losses == lossesInAllBefore && explained.isEmpty() && open.isEmpty();
    lossesInAllBefore = losses;
    if (!silent) {
      settleOpenBy(counted.losses);
    }
  }

  private void settleOpenBy(Map<String, SeverityCounts> losses) {
    Map<String, long[]> beyond = new LinkedHashMap<>();
    losses.forEach((reason, counts) -> note(reason, counts, beyond));
    for (String reason : explained.keySet()) {
      if (!losses.containsKey(reason)) {
        throw new Violation(CONSERVATION, "nothing was counted as %s", reason);
      }
    }
    for (Open one : open) {
      settle(one, beyond);
    }
    beyond.forEach(this::checkSpent);
  }

  private void note(String reason, SeverityCounts counts, Map<String, long[]> beyond) {
    long[] before = lossesBefore.computeIfAbsent(reason, none -> new long[Severity.COUNT]);
    long[] known = explained.get(reason);
    long[] more = null;
    for (int rank = 0; rank < Severity.COUNT; rank++) {
      long now = counts.of(Severity.ofRank(rank));
      long surplus = now - before[rank] - (known == null ? 0 : known[rank]);
      before[rank] = now;
      if (surplus < 0) {
        throw new Violation(
            reason.equals("expired") ? "14 retention" : CONSERVATION,
            "%d of rank %d are not counted as %s",
            -surplus,
            rank,
            reason);
      }
      if (surplus > 0) {
        more = more == null ? new long[Severity.COUNT] : more;
        more[rank] = surplus;
      }
    }
    if (more != null) {
      beyond.put(reason, more);
    }
  }

  private void settle(Open one, Map<String, long[]> beyond) {
    int rank = one.lane.rank(one.index);
    if (settle(one, beyond, true) || settle(one, beyond, false)) {
      return;
    }
    throw new Violation(
        CONSERVATION,
        "an event of rank %d left after %s and nothing says why: %s",
        rank,
        one.exchange,
        beyond.keySet());
  }

  /** The reasons that an exchange gives come first: others may leave for the rest alone. */
  private boolean settle(Open one, Map<String, long[]> beyond, boolean byExchange) {
    int rank = one.lane.rank(one.index);
    for (Map.Entry<String, long[]> reason : beyond.entrySet()) {
      String name = reason.getKey();
      boolean isOfExchange = name.startsWith("rejected") || name.equals("abandoned.encoding");
      if (isOfExchange == byExchange && reason.getValue()[rank] > 0 && one.mayBe(name, drained)) {
        reason.getValue()[rank]--;
        settle(one.lane, one.index, fateOf(name), null);
        return true;
      }
    }
    return false;
  }

  private void checkSpent(String reason, long[] surplus) {
    for (int rank = 0; rank < Severity.COUNT; rank++) {
      if (surplus[rank] > 0) {
        throw new Violation(
            reason.equals("expired") ? "14 retention" : CONSERVATION,
            "%d of rank %d too many are counted as %s after %s",
            surplus[rank],
            rank,
            reason,
            returned.values());
      }
    }
  }

  private static Fate fateOf(String reason) {
    if (reason.startsWith("rejected")) {
      return Fate.REJECTED;
    }
    if (reason.startsWith("abandoned")) {
      return Fate.ABANDONED;
    }
    return reason.equals("expired") ? Fate.EXPIRED : Fate.EVICTED;
  }

  /** Nothing gives way while something of less worth stays in the same place. */
  private void checkEvictions() {
    if (evictedRank < 0) {
      return;
    }
    for (int i = 0; i < holdings.waiting(); i++) {
      HeldBatch batch = holdings.get(i);
      boolean older = batch.rank == evictedRank && batch.sequence() < evictedSequence;
      if (holdings.stayedPacked(batch) && (batch.rank < evictedRank || older)) {
        throw new Violation(
            "7 severity at eviction", "rank %d was evicted while %s stays", evictedRank, batch);
      }
    }
  }

  private void checkReturned() {
    for (SimExchange exchange : returned.values()) {
      if (exchange.expectation.isEnd() && !drained && holdings.has(exchange.held)) {
        throw new Violation(CONSERVATION, "still held after %s", exchange);
      }
    }
  }

  private void checkCounters() {
    boolean equal =
        tally.equalsAccepted(counted.accepted)
            && tally.equalsRecovered(counted.recovered)
            && tally.equals(Fate.LEFT, counted.left)
            && tally.equals(Fate.DELIVERED, counted.delivered)
            && tally.equals(Fate.REJECTED, counted.rejected)
            && tally.equals(Fate.EXPIRED, counted.expired)
            && tally.equals(Fate.EVICTED, counted.evicted)
            && tally.equals(Fate.ABANDONED, counted.abandoned);
    if (!equal) {
      throw new Violation(
          CONSERVATION,
          "counted: accepted %s, recovered %s, delivered %s of %s, rejected %s of %s, expired %s"
              + " of %s, evicted %s of %s, abandoned %s of %s, left %s of %s",
          counted.accepted,
          counted.recovered,
          counted.delivered,
          tally.of(Fate.DELIVERED),
          counted.rejected,
          tally.of(Fate.REJECTED),
          counted.expired,
          tally.of(Fate.EXPIRED),
          counted.evicted,
          tally.of(Fate.EVICTED),
          counted.abandoned,
          tally.of(Fate.ABANDONED),
          counted.left,
          tally.of(Fate.LEFT));
    }
  }

  private long ageNanos(LaneEvents lane, int index) {
    return world.clock.nanos() - lane.acceptedAtNanos(index);
  }

  private long maxAgeNanos() {
    return parts.config.retry().maxEventAge().toNanos();
  }

  /** An event that left, of which more than one thing may be true. */
  private record Open(LaneEvents lane, int index, SimExchange exchange) {

    boolean mayBe(String reason, boolean drained) {
      if (reason.equals("abandoned.shutdown")) {
        return drained;
      }
      if (exchange == null) {
        return reason.equals("evicted") || reason.equals("expired");
      }
      return switch (exchange.expectation) {
        case KEPT_OR_REJECTED ->
            !reason.equals("abandoned.encoding")
                && (!reason.startsWith("rejected.")
                    || reason.equals("rejected." + exchange.status())
                    || reason.equals("rejected.max_attempts"));
        case NOT_ENCODABLE -> !reason.startsWith("rejected.");
        case KEPT, SORTED ->
            reason.equals("rejected.max_attempts")
                || reason.equals("evicted")
                || reason.equals("expired");
        case DELIVERED, REJECTED, SOME_REFUSED -> false;
      };
    }
  }

  /** Why an event left, and how that is counted. */
  private record Cause(Fate fate, String reason) {

    static final Cause DELIVERED = new Cause(Fate.DELIVERED, null);
    static final Cause PARTIAL = rejected("partial");
    static final Cause REFUSED_BY_ITSELF = rejected("event");
    static final Cause NOT_ENCODED = new Cause(Fate.ABANDONED, "abandoned.encoding");
    static final Cause SHUT_DOWN = new Cause(Fate.ABANDONED, "abandoned.shutdown");
    static final Cause EXPIRED = new Cause(Fate.EXPIRED, "expired");
    static final Cause EVICTED = new Cause(Fate.EVICTED, "evicted");
    static final Cause LEFT = new Cause(Fate.LEFT, null);

    static Cause rejected(String detail) {
      return new Cause(Fate.REJECTED, "rejected." + detail);
    }
  }
}
