package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.delivery.DeliveryProbe;
import io.github.telemetryappender.core.delivery.DeliveryProbe.HeldBatch;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Place;
import io.github.telemetryappender.core.delivery.FlushResult;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Compares, after every step, what the loop holds and counts with what the oracle knows. Whatever
 * left the loop in a step must have a cause that the auditor finds by itself, event by event.
 */
final class Auditor {

  private static final long LATE_NANOS = MILLI;
  private static final long BACKLOG_AFTER_NANOS = SECOND;
  private static final long LONGEST_PACE_NANOS = 10 * SECOND;

  private final SimParts parts;
  private final Spacing spacing = new Spacing();
  private final Map<Fate, SeverityCounts> lostBefore = new EnumMap<>(Fate.class);
  private Map<BatchId, HeldBatch> before = new HashMap<>();
  private final long[] cutBefore = new long[LaneKind.values().length];
  private final Map<BatchId, SimExchange> returned = new LinkedHashMap<>();
  private final List<SimExchange> sentInStep = new ArrayList<>();
  private final List<PendingFlush> flushes = new ArrayList<>();

  private DeliveryProbe.Gate gateBefore = DeliveryProbe.Gate.CLOSED;
  private boolean spurious;
  private boolean drained;
  private boolean accountedForEnd;
  private boolean gone;
  private boolean endedNoted;
  private long drainDeadlineNanos = Timeline.NEVER;
  private long nextDeadlineNanos = Timeline.NEVER;
  private String nextDeadline = "";
  private long standstillEndedAtNanos;
  private long heldAtStepBegin;
  private int reportsAtStepBegin;
  private int flushesCompletedInStep;

  Auditor(SimParts parts) {
    this.parts = parts;
    for (Fate fate : Fate.values()) {
      lostBefore.put(fate, new SeverityCounts());
    }
  }

  // A step

  void stepBegins(boolean withoutReason) {
    spurious = withoutReason;
    sentInStep.clear();
    parts.random.takeDraws(); // those of sends in the step before say nothing of what came back
    flushesCompletedInStep = 0;
    reportsAtStepBegin = parts.reports.count();
    heldAtStepBegin = parts.oracle.count(Fate.HELD);
    checkPunctual();
    returned.clear();
    for (SimExchange exchange : parts.network.takeCompleted()) {
      exchange.expectation =
          Expectation.of(
              exchange.result, exchange.batch.count(), isInDoubt(exchange), parts.config.retry());
      returned.put(exchange.batch, exchange);
      parts.trace.add(exchange.batch.count(), now(), exchange);
    }
    endedNoted = false;
  }

  private boolean isInDoubt(SimExchange exchange) {
    Oracle.LaneEvents lane = parts.oracle.lane(exchange.batch.lane());
    return lane.doubts(lane.at(exchange.batch.first())) > 0;
  }

  private void checkPunctual() {
    long due = Math.max(nextDeadlineNanos, standstillEndedAtNanos);
    check(
        nextDeadlineNanos == Timeline.NEVER || now() - due <= LATE_NANOS,
        "16 wake-ups",
        "%s is served %d ns late",
        nextDeadline,
        now() - due);
  }

  void stepEnds() {
    noteGate();
    noteEnded();
    checkFlushes();
    LedgerSnapshot ledger = parts.loop.snapshot();
    if (!accountedForEnd) {
      List<HeldBatch> held = drained ? List.of() : parts.probe.held();
      account(held, ledger);
      accountedForEnd = drained;
      if (!drained) {
        checkMemory(held);
        planDeadlines(held);
      }
    }
    checkCounts(ledger);
    checkSpurious();
    check(parts.loop.missedWakeUps() == 0, "16 wake-ups", "only the safety park found an event");
  }

  private void noteGate() {
    DeliveryProbe.Gate gate = parts.probe.gate(parts.clock.nanos());
    if (gate != gateBefore) {
      parts.sometimes.reached("gate from " + gateBefore + " to " + gate);
      gateBefore = gate;
    }
  }

  /** What came back is taken in before anything is sent, so this comes before the first send. */
  private void noteEnded() {
    if (endedNoted) {
      return;
    }
    endedNoted = true;
    List<Long> draws = parts.random.takeDraws();
    for (SimExchange exchange : returned.values()) {
      spacing.ended(exchange, nanosLeft(exchange.batch), draws, returned.size() == 1, now());
      gone |= exchange.isGone();
    }
  }

  // Sending

  /** Within a step: an exchange begins. */
  void begins(SimExchange exchange) {
    sentInStep.add(exchange);
    noteEnded();
    check(!drained, "18 stop", "sent after the end");
    check(
        parts.network.open().size() <= parts.config.delivery().maxInFlight(),
        "12 concurrency",
        "%d in flight",
        parts.network.open().size());
    checkBreaker();
    checkAges(exchange.batch);
    spacing.begins(exchange.batch, isDraining(), now());
    checkCredential(exchange);
    if (parts.probe.isPacing()) {
      parts.sometimes.reached("sent while a backlog is paced");
    }
    boolean probing = parts.probe.gate(parts.clock.nanos()) != DeliveryProbe.Gate.CLOSED;
    if (!isDraining() && !probing && spacing.isCalm()) {
      checkChoice(exchange.batch);
    }
  }

  private void checkBreaker() {
    DeliveryProbe.Gate gate = parts.probe.gate(parts.clock.nanos());
    parts.sometimes.reached("sent through a gate " + gate);
    check(gate != DeliveryProbe.Gate.OPEN, "11 breaker", "sent while it is open");
    check(
        gate == DeliveryProbe.Gate.CLOSED || parts.network.open().size() == 1,
        "11 breaker",
        "%d in flight while %s",
        parts.network.open().size(),
        gate);
  }

  private void checkAges(BatchId batch) {
    Oracle.LaneEvents lane = parts.oracle.lane(batch.lane());
    int index = lane.firstFrom(batch.first());
    int count = 0;
    while (index < lane.size() && lane.position(index) <= batch.last()) {
      check(
          ageNanos(lane, index) < maxAgeNanos(),
          "14 retention",
          "an event of %d ns is sent",
          ageNanos(lane, index));
      check(lane.fate(index) == Fate.HELD, "3 no invention", "a settled event is sent");
      index++;
      count++;
    }
    check(count == batch.count(), "3 no invention", "%d events in %s", count, batch);
  }

  private void checkCredential(SimExchange exchange) {
    switch (parts.scenario.auth()) {
      case NONE -> check(exchange.token.isEmpty(), "13 auth", "a credential from nowhere");
      case FIXED -> check(!exchange.token.isEmpty(), "13 auth", "sent without its credential");
      case TOKENS -> parts.tokens.checkSent(exchange.token);
    }
  }

  private void checkChoice(BatchId batch) {
    long nowNanos = parts.clock.nanos();
    int sent = priorityAtCut(batch, nowNanos);
    for (LaneBacklog backlog : parts.backlogs) {
      if (backlog.lane().kind() != batch.lane()
          && backlog.isReady(nowNanos)
          && !isHeldBack(backlog.lane().kind(), backlog.oldestAcceptedAtNanos())) {
        int open = priority(backlog.rank(), backlog.oldestAcceptedAtNanos(), nowNanos);
        check(open <= sent, "8 choice", "%s sent at %d, %d was open", batch, sent, open);
      }
    }
    for (HeldBatch waiting : parts.probe.waiting()) {
      if (waiting.dueAtNanos() - nowNanos <= 0
          && !isHeldBack(waiting.id().lane(), waiting.oldestAcceptedAtNanos())) {
        int due = priority(waiting.rank(), waiting.oldestAcceptedAtNanos(), nowNanos);
        check(due <= sent, "8 choice", "%s sent at %d, %s due at %d", batch, sent, waiting, due);
      }
    }
  }

  /** Whether this is backlog, and has to wait for its pace. */
  private boolean isHeldBack(LaneKind kind, long oldestAcceptedAtNanos) {
    long waited = now() - parts.clock.elapsedAt(oldestAcceptedAtNanos) - lingerNanos(kind);
    return parts.probe.isPacing() && waited > BACKLOG_AFTER_NANOS;
  }

  /** A lane counts with all that waits in it, and gives its oldest events. */
  private int priorityAtCut(BatchId batch, long nowNanos) {
    Oracle.LaneEvents lane = parts.oracle.lane(batch.lane());
    int first = lane.firstFrom(batch.first());
    int rank = 0;
    for (int i = first; i < lane.size() && lane.position(i) <= batch.last(); i++) {
      rank = Math.max(rank, lane.rank(i));
    }
    LaneBacklog backlog = parts.backlogs.get(batch.lane().ordinal());
    boolean fresh = !backlog.isEmpty() && backlog.cutPosition() > batch.last();
    rank = fresh ? Math.max(rank, backlog.rank().rank()) : rank;
    return priority(Severity.ofRank(rank), lane.acceptedAtNanos(first), nowNanos);
  }

  /** {@code severity + floor(age / 60 s)}, by two more at most. */
  private static int priority(Severity rank, long oldestAcceptedAtNanos, long nowNanos) {
    long minutes = Math.max(0, nowNanos - oldestAcceptedAtNanos) / Scenario.MINUTE;
    return rank.rank() + (int) Math.min(2, minutes);
  }

  // Accounting: every event that left must have a cause

  private void account(List<HeldBatch> held, LedgerSnapshot ledger) {
    Map<BatchId, HeldBatch> after = new HashMap<>();
    for (HeldBatch batch : held) {
      check(after.put(batch.id(), batch) == null, "1 conservation", "%s is held twice", batch.id());
    }
    List<HeldBatch> arrived = new ArrayList<>();
    after.values().stream().filter(b -> !before.containsKey(b.id())).forEach(arrived::add);
    Departures departures = new Departures(arrived);
    for (HeldBatch batch : before.values()) {
      if (!after.containsKey(batch.id())) {
        departures.batch(batch);
      }
    }
    for (LaneBacklog backlog : parts.backlogs) {
      departures.cut(backlog.lane().kind(), backlog.cutPosition());
    }
    departures.checkArrivals();
    departures.checkLedger(ledger);
    checkReturned(after);
    checkEvictions(departures, after);
    before = after;
  }

  private void checkReturned(Map<BatchId, HeldBatch> after) {
    for (SimExchange exchange : returned.values()) {
      Expectation expected = exchange.expectation;
      boolean kept = after.containsKey(exchange.batch);
      check(
          !kept || (expected != Expectation.DELIVERED && expected != Expectation.REJECTED),
          "1 conservation",
          "%s is still held though it was %s",
          exchange.batch,
          expected);
    }
  }

  private void checkEvictions(Departures departures, Map<BatchId, HeldBatch> after) {
    if (departures.evictedRank < 0) {
      return;
    }
    parts.sometimes.reached("evicted");
    for (HeldBatch batch : after.values()) {
      HeldBatch old = before.get(batch.id());
      boolean stayed =
          old != null
              && old.place() == Place.WAITING
              && batch.place() == Place.WAITING
              && old.packedBytes() > 0;
      check(
          !stayed || batch.rank().rank() >= departures.evictedRank,
          "7 severity at eviction",
          "rank %d was evicted while %s stays",
          departures.evictedRank,
          batch.rank());
    }
  }

  /** What left the loop in this step, and why. */
  private final class Departures {

    private final List<HeldBatch> arrived;
    private final Map<Fate, SeverityCounts> settled = new EnumMap<>(Fate.class);
    private final SeverityCounts open = new SeverityCounts();
    private int covered;
    private int evictedRank = -1;
    private boolean abandonedInFlight;

    Departures(List<HeldBatch> arrived) {
      this.arrived = arrived;
      for (Fate fate : Fate.values()) {
        settled.put(fate, new SeverityCounts());
      }
    }

    void batch(HeldBatch batch) {
      SimExchange exchange = returned.get(batch.id());
      check(
          batch.place() != Place.IN_FLIGHT || exchange != null || drained,
          "12 concurrency",
          "%s left while under way",
          batch.id());
      abandonedInFlight = batch.place() == Place.IN_FLIGHT && exchange == null;
      range(batch.id().lane(), batch.id().first(), batch.id().last() + 1, exchange);
      abandonedInFlight = false;
    }

    void cut(LaneKind kind, long cutPosition) {
      range(kind, cutBefore[kind.ordinal()], cutPosition, null);
      cutBefore[kind.ordinal()] = cutPosition;
    }

    private void range(LaneKind kind, long from, long end, SimExchange exchange) {
      Oracle.LaneEvents lane = parts.oracle.lane(kind);
      int rank = -1;
      for (int i = lane.firstFrom(from); i < lane.size() && lane.position(i) < end; i++) {
        if (isCovered(kind, lane.position(i))) {
          covered++;
        } else if (settle(kind, lane, i, exchange) == Fate.EVICTED) {
          rank = Math.max(rank, lane.rank(i));
        }
      }
      evictedRank = Math.max(evictedRank, rank);
    }

    private boolean isCovered(LaneKind kind, long position) {
      for (HeldBatch batch : arrived) {
        if (batch.id().lane() == kind
            && batch.id().first() <= position
            && position <= batch.id().last()) {
          return true;
        }
      }
      return false;
    }

    private Fate settle(LaneKind kind, Oracle.LaneEvents lane, int index, SimExchange exchange) {
      Fate fate = fate(lane, index, exchange);
      if (fate == null) {
        open.add(lane.rank(index));
        fate = drained ? Fate.ABANDONED : Fate.REJECTED;
      } else {
        of(fate).add(lane.rank(index));
      }
      parts.oracle.settle(kind, index, fate);
      return fate;
    }

    /** Null where the ledger has to say which of several it was. */
    private Fate fate(Oracle.LaneEvents lane, int index, SimExchange exchange) {
      if (abandonedInFlight) {
        return Fate.ABANDONED;
      }
      Expectation expected = exchange == null ? Expectation.KEPT : exchange.expectation;
      return switch (expected) {
        case DELIVERED -> exchange.leftOut.contains(index) ? Fate.ABANDONED : Fate.DELIVERED;
        case REJECTED -> Fate.REJECTED;
        case KEPT_OR_REJECTED, NOT_ENCODABLE -> null;
        case KEPT -> {
          boolean mayBeLast = exchange != null && parts.config.retry().maxAttempts() > 0;
          boolean old = ageNanos(lane, index) >= maxAgeNanos();
          // What comes back in parts may need room, before the step gets to what is too old.
          boolean mayGiveWay = old && !returned.isEmpty();
          yield mayBeLast || mayGiveWay || (drained && !old)
              ? null
              : old ? Fate.EXPIRED : Fate.EVICTED;
        }
      };
    }

    private SeverityCounts of(Fate fate) {
      return settled.get(fate);
    }

    void checkArrivals() {
      int events = 0;
      for (HeldBatch batch : arrived) {
        events += batch.id().count();
      }
      check(
          covered == events,
          "1 conservation",
          "%d events turned up that had not been there, or twice: %s",
          events - covered,
          arrived);
    }

    void checkLedger(LedgerSnapshot ledger) {
      Map<Fate, SeverityCounts> lost = countsOf(ledger);
      SeverityCounts unexplained = new SeverityCounts();
      for (Map.Entry<Fate, SeverityCounts> entry : lost.entrySet()) {
        SeverityCounts delta = entry.getValue().copy();
        delta.subtractAll(lostBefore.get(entry.getKey()));
        delta.subtractAll(of(entry.getKey()));
        boolean flexible = entry.getKey() != Fate.DELIVERED;
        checkExplained(entry.getKey(), delta, flexible);
        unexplained.addAll(delta);
      }
      unexplained.subtractAll(open);
      check(
          isZero(unexplained),
          "1 conservation",
          "counted as lost beyond what left: %s",
          unexplained);
      lostBefore.putAll(lost);
    }

    private void checkExplained(Fate fate, SeverityCounts delta, boolean flexible) {
      for (Severity severity : Severity.values()) {
        long surplus = delta.of(severity);
        check(
            surplus == 0 || (flexible && surplus > 0 && open.of(severity) >= surplus),
            fate == Fate.EXPIRED ? "14 retention" : "1 conservation",
            "%d %s too many counted as %s after %s",
            surplus,
            severity,
            fate,
            returned.values());
      }
    }
  }

  private static Map<Fate, SeverityCounts> countsOf(LedgerSnapshot ledger) {
    Map<Fate, SeverityCounts> counts = new EnumMap<>(Fate.class);
    counts.put(Fate.DELIVERED, ledger.delivered());
    counts.put(Fate.REJECTED, ledger.rejected());
    counts.put(Fate.EXPIRED, ledger.expired());
    counts.put(Fate.EVICTED, ledger.evicted());
    counts.put(Fate.ABANDONED, ledger.abandoned());
    return counts;
  }

  private static boolean isZero(SeverityCounts counts) {
    for (Severity severity : Severity.values()) {
      if (counts.of(severity) != 0) {
        return false;
      }
    }
    return true;
  }

  // Counters and memory

  private void checkCounts(LedgerSnapshot ledger) {
    for (Severity severity : Severity.values()) {
      long held = parts.oracle.count(Fate.HELD, severity);
      check(
          ledger.accepted().of(severity) == parts.oracle.accepted(severity),
          "1 conservation",
          "%d %s counted as accepted of %d",
          ledger.accepted().of(severity),
          severity,
          parts.oracle.accepted(severity));
      check(
          ledger.held().of(severity) == held,
          "1 conservation",
          "%d %s counted as held of %d",
          ledger.held().of(severity),
          severity,
          held);
    }
  }

  private void checkMemory(List<HeldBatch> held) {
    long packed = held.stream().mapToLong(HeldBatch::packedBytes).sum();
    check(
        packed == parts.retryMemory.usedBytes() && packed <= parts.retryMemory.maxBytes(),
        "5 memory",
        "packed batches take %d bytes, %d are reserved of %d",
        packed,
        parts.retryMemory.usedBytes(),
        parts.retryMemory.maxBytes());
    long bodies = parts.bodyMemory.usedBytes();
    boolean underWay = held.stream().anyMatch(batch -> batch.place() == Place.IN_FLIGHT);
    check(
        bodies >= 0 && bodies <= parts.bodyMemory.maxBytes() && (underWay || bodies == 0),
        "5 memory",
        "bodies take %d bytes of %d",
        bodies,
        parts.bodyMemory.maxBytes());
    if (held.isEmpty()) {
      for (LaneBacklog backlog : parts.backlogs) {
        check(
            !backlog.isEmpty() || backlog.lane().usedBytes() == 0,
            "5 memory",
            "an empty lane takes %d bytes",
            backlog.lane().usedBytes());
      }
    }
  }

  // Time

  private void planDeadlines(List<HeldBatch> held) {
    nextDeadlineNanos = Timeline.NEVER;
    deadline(drainDeadlineNanos, "the end of the drain");
    for (HeldBatch batch : held) {
      if (batch.place() == Place.WAITING) {
        deadline(expiryOf(batch.oldestAcceptedAtNanos()), "the expiry of a batch that waits");
      }
    }
    boolean idle = parts.network.open().isEmpty() && !spacing.hasEverFailed() && !isDraining();
    for (LaneBacklog backlog : parts.backlogs) {
      if (!backlog.isEmpty()) {
        deadline(expiryOf(backlog.oldestAcceptedAtNanos()), "the expiry of an open batch");
        if (idle && !parts.probe.isPacing() && parts.scenario.auth() != Scenario.Auth.TOKENS) {
          deadline(lingerEndOf(backlog), "the end of a linger");
        }
      }
    }
    for (PendingFlush flush : flushes) {
      deadline(flush.deadlineNanos(), "the end of a flush");
    }
  }

  private void deadline(long atNanos, String what) {
    if (atNanos < nextDeadlineNanos) {
      nextDeadlineNanos = atNanos;
      nextDeadline = what;
    }
  }

  private long lingerEndOf(LaneBacklog backlog) {
    return parts.clock.elapsedAt(backlog.oldestAcceptedAtNanos())
        + lingerNanos(backlog.lane().kind());
  }

  private long lingerNanos(LaneKind kind) {
    boolean urgent = kind == LaneKind.URGENT;
    Duration linger = urgent ? parts.config.batch().urgentLinger() : parts.config.batch().linger();
    return linger.toNanos();
  }

  private long expiryOf(long acceptedAtNanos) {
    return parts.clock.elapsedAt(acceptedAtNanos) + maxAgeNanos();
  }

  private void checkSpurious() {
    if (!spurious) {
      return;
    }
    boolean worked =
        parts.oracle.count(Fate.HELD) < heldAtStepBegin
            || parts.reports.count() > reportsAtStepBegin
            || flushesCompletedInStep > 0;
    check(!worked, "16 wake-ups", "a step nobody asked for found work");
    for (SimExchange exchange : sentInStep) {
      check(
          isFull(exchange.batch),
          "16 wake-ups",
          "a step nobody asked for found %s to send",
          exchange.batch);
    }
  }

  /** Batches are guessed to be full a little too late now and then; that is no lost wake-up. */
  private boolean isFull(BatchId batch) {
    LaneBacklog backlog = parts.backlogs.get(batch.lane().ordinal());
    return !backlog.isEmpty()
        || batch.count() >= parts.target.maxEvents()
        || batch.last() - batch.first() > parts.target.maxBytes() / 3;
  }

  /** How long a backlog may take at the slowest pace there is. */
  long longestPaceNanos() {
    long batches = parts.oracle.count(Fate.HELD);
    return parts.config.retry().backlogPace() == 0
        ? 0
        : Math.min(batches * LONGEST_PACE_NANOS, maxAgeNanos());
  }

  /** Nothing happened for a while, and nothing could. */
  void stoodStill() {
    standstillEndedAtNanos = now();
  }

  // Flush and drain

  /** Within a step, right before the loop is asked. */
  void flushBegins(CompletableFuture<FlushResult> future, long atMostNanos) {
    long held = drained ? 0 : parts.loop.snapshot().held().total();
    flushes.add(new PendingFlush(future, now() + atMostNanos, held));
  }

  private void checkFlushes() {
    flushes.removeIf(
        flush -> {
          if (!flush.future().isDone()) {
            return false;
          }
          flushesCompletedInStep++;
          FlushResult outcome = flush.future().join();
          long told = outcome.delivered() + outcome.lost() + outcome.held();
          check(
              told == flush.heldAtBegin() || drained,
              "1 conservation",
              "a flush tells of %d events of %d",
              told,
              flush.heldAtBegin());
          check(
              outcome.held() == 0 || now() >= flush.deadlineNanos() || drained,
              "16 wake-ups",
              "a flush ended early with %d events held",
              outcome.held());
          return true;
        });
  }

  void drainBegins(long budgetNanos) {
    drainDeadlineNanos = now() + budgetNanos;
  }

  private boolean isDraining() {
    return drainDeadlineNanos != Timeline.NEVER;
  }

  /** The loop says that the drain is over. */
  void drainEnded() {
    drained = true;
    nextDeadlineNanos = Timeline.NEVER;
    long allowed = Math.max(drainDeadlineNanos, standstillEndedAtNanos) + 100 * MILLI;
    check(now() <= allowed, "18 stop", "the stop took %d ns too long", now() - allowed);
  }

  boolean isGone() {
    return gone;
  }

  Spacing spacing() {
    return spacing;
  }

  // Ages

  private long ageNanos(Oracle.LaneEvents lane, int index) {
    return parts.clock.nanos() - lane.acceptedAtNanos(index);
  }

  private long nanosLeft(BatchId batch) {
    Oracle.LaneEvents lane = parts.oracle.lane(batch.lane());
    return Math.max(0, maxAgeNanos() - ageNanos(lane, lane.at(batch.first())));
  }

  private long maxAgeNanos() {
    return parts.config.retry().maxEventAge().toNanos();
  }

  private long now() {
    return parts.clock.elapsed();
  }

  private record PendingFlush(
      CompletableFuture<FlushResult> future, long deadlineNanos, long heldAtBegin) {}
}
