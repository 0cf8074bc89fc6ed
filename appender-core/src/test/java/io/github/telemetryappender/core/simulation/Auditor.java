package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Gate;
import io.github.telemetryappender.core.delivery.FlushResult;
import io.github.telemetryappender.core.delivery.Holdings;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.simulation.Oracle.Fate;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stands beside one pipeline's delivery loop and judges every step and every exchange; the books,
 * the conduct, the choice and the punctuality are each judged by one of their own.
 */
final class Auditor {

  /** What a record has beside its message. */
  private static final int FEWEST_RECORD_BYTES = 100;

  private static final String MEMORY = "5 memory";

  private final World world;
  private final SimParts parts;
  private final Books books;
  private final Conduct conduct;
  private final Choice choice;
  private final Punctuality punctuality;
  private final FlushBook flushes;
  private final Holdings holdings;
  private final List<SimExchange> sentInStep = new ArrayList<>();

  private double limitBefore = 1;
  private long shrunkAtNanos;
  private boolean spurious;
  private boolean drained;
  private boolean gone;
  private boolean endedNoted;
  private int returned;
  private final List<SimExchange> returnedInStep = new ArrayList<>();
  private int answers;
  private long heldAtStepBegin;
  private int reportsAtStepBegin;
  private int flushesInStep;
  private int flushesInAll;

  Auditor(World world, SimParts parts) {
    this.world = world;
    this.parts = parts;
    this.books = new Books(world, parts);
    this.conduct =
        new Conduct(
            parts.config.retry().maxBackoff().toNanos(),
            parts.config.delivery().requestTimeout().toNanos(),
            parts.draws,
            world.sometimes);
    this.choice = new Choice(world, parts, conduct);
    this.punctuality = new Punctuality(world, parts, conduct);
    this.flushes = new FlushBook(world.clock, parts.tally, parts.backlogs);
    this.holdings = parts.probe.holdings();
  }

  // A step

  void stepBegins(boolean withoutReason) {
    spurious = withoutReason;
    sentInStep.clear();
    parts.draws.forget(); // those of the step before say nothing of what comes back
    reportsAtStepBegin = parts.reports.count();
    heldAtStepBegin = parts.tally.held();
    punctuality.stepBegins();
    books.stepBegins();
    takeReturned();
    endedNoted = false;
  }

  private void takeReturned() {
    returnedInStep.clear();
    returned = 0;
    List<SimExchange> completed = parts.network.completed();
    for (SimExchange exchange : completed) {
      answers++;
      if (Trace.TOLD) {
        world.trace.tell("hears %s", exchange);
      }
      if (!exchange.isCheck()) {
        exchange.expectation =
            Expectation.of(
                exchange, isInDoubt(exchange), parts.config.retry(), world.scenario.protocol());
        world.trace.add(exchange.status() + 31L * exchange.expectation.ordinal());
        noteRefusedCredential(exchange);
        if (!drained) { // else nobody wants to know any more
          books.returns(exchange);
          returnedInStep.add(exchange);
          returned++;
        }
      }
    }
    completed.clear();
  }

  private void noteRefusedCredential(SimExchange exchange) {
    if (parts.tokens != null && (exchange.status() == 401 || exchange.status() == 403)) {
      parts.tokens.heardRefusal(exchange.token);
    }
  }

  private static boolean isInDoubt(SimExchange exchange) {
    return exchange.lane.doubts(exchange.lane.at(exchange.batch.first())) > 0;
  }

  void stepEnds() {
    noteEnded(returned == 1);
    checkLimit();
    Gate gate = parts.probe.gate(world.clock.nanos());
    conduct.noteGate(gate, parts.probe.isProbedByTime(), now());
    flushesInStep = flushes.stepEnds();
    flushesInAll += flushesInStep;
    boolean moved = books.stepEnds();
    checkCallers();
    if (!drained) {
      for (SimExchange exchange : sentInStep) {
        exchange.held = holdings.inFlight(exchange.batch);
      }
      checkMemory(moved);
      punctuality.plan(flushes);
    }
    if (spurious) {
      checkSpurious();
    }
    choice.stepEnds();
    if (parts.loop.missedWakeUps() > 0) {
      throw new Violation("16 wake-ups", "only the safety park found an event");
    }
  }

  /**
   * What came back is taken in before anything is sent, so this comes before the first send.
   *
   * @param isDrawnForOne whether all that was drawn in this step was drawn for one that came back
   */
  private void noteEnded(boolean isDrawnForOne) {
    if (endedNoted) {
      return;
    }
    endedNoted = true;
    Gate gate = parts.probe.gate(world.clock.nanos());
    for (SimExchange exchange : returnedInStep) {
      conduct.ended(exchange, nanosLeft(exchange.batch), isDrawnForOne, gate, now());
      gone |= exchange.isGone();
      if (exchange.expectation == Expectation.DELIVERED) {
        choice.delivered(exchange.batch.lane());
      }
    }
    conduct.noteGate(gate, parts.probe.isProbedByTime(), now());
    if (parts.tokens != null || parts.network.hasSeenChange()) {
      conduct.mayProbeNow();
    }
    parts.draws.forget();
  }

  private long nanosLeft(BatchId batch) {
    LaneEvents lane = world.oracle.lane(batch.epoch(), batch.lane());
    return Math.max(0, maxAgeNanos() - ageNanos(lane, lane.at(batch.first())));
  }

  // Sending

  /** Within a step: an exchange begins. */
  void sends(SimExchange exchange) {
    // A resend may have drawn something as well.
    noteEnded(returned == 1 && !exchange.isCheck() && holdings.attemptsOfLatestSent() == 0);
    if (Trace.TOLD) {
      world.trace.tell("sends %s", exchange.isCheck() ? "HEAD" : exchange.batch.idempotencyKey());
    }
    if (drained) {
      throw new Violation("18 stop", "sent after the end");
    }
    checkCredential(exchange);
    punctuality.sends(exchange);
    if (exchange.isCheck()) {
      return;
    }
    sentInStep.add(exchange);
    world.trace.add(exchange.batch.first());
    world.trace.add(exchange.batch.count());
    Gate gate = parts.probe.gate(world.clock.nanos());
    checkConcurrency(gate);
    checkContent(exchange.batch);
    boolean probes = gate != Gate.CLOSED && !isDraining();
    boolean freshReady =
        probes
            ? choice.probes(exchange.batch)
            : choice.sends(exchange.batch, gate == Gate.CLOSED && !isDraining());
    int attempts = holdings.attemptsOfLatestSent();
    conduct.begins(exchange.batch, attempts, freshReady, isDraining(), gate, now());
    exchange.probesHold = gate == Gate.HELD;
    parts.draws.forget();
    world.sometimes.reached(THROUGH[gate.ordinal()]);
    world.sometimes.reached(parts.probe.isPacing(), "sent while a backlog is paced");
  }

  private static final String[] THROUGH = through();

  private static String[] through() {
    String[] names = new String[Gate.values().length];
    for (Gate gate : Gate.values()) {
      names[gate.ordinal()] = "sent through a gate " + gate;
    }
    return names;
  }

  private void checkConcurrency(Gate gate) {
    int underWay = parts.network.carrying();
    int most = parts.config.delivery().maxInFlight();
    int limit = parts.probe.maxInFlight(world.clock.nanos());
    boolean alone = gate != Gate.CLOSED;
    if (limit < 1 || limit > most) {
      throw new Violation("12 concurrency", "a limit of %d outside 1..%d", limit, most);
    }
    if (underWay > (alone ? 1 : limit)) {
      throw new Violation(
          alone ? "11 breaker" : "12 concurrency",
          "%d in flight through a gate %s, the limit is %d",
          underWay,
          gate,
          limit);
    }
    world.sometimes.reached(underWay > 1, "more than one in flight");
  }

  /** It is halved when the endpoint shows that it has too much to do, and hears of that anew. */
  private void checkLimit() {
    double before = limitBefore;
    limitBefore = parts.probe.rawLimit();
    if (returned == 1 && isOverload(returnedInStep.get(0)) && !drained) {
      SimExchange exchange = returnedInStep.get(0);
      double most = Math.max(1, before / 2);
      if (exchange.startedAtNanos >= shrunkAtNanos && limitBefore > most) {
        throw new Violation(
            "12 concurrency", "the limit is %f after %f and %s", limitBefore, before, exchange);
      }
    }
    boolean mayHaveGrownToo = returned > 1; // which looks as if nothing had happened
    if (limitBefore < before || mayHaveGrownToo || hasHeardOfOverload()) {
      shrunkAtNanos = now();
    }
  }

  private boolean hasHeardOfOverload() {
    for (SimExchange exchange : returnedInStep) {
      boolean isNews = exchange.startedAtNanos >= shrunkAtNanos;
      if (isNews && (isOverload(exchange) || isThrottledInPart(exchange))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThrottledInPart(SimExchange exchange) {
    return exchange.reply.kind() != Reply.Kind.NONE
        && (exchange.status() == 429
            || exchange.status() == 503
            || exchange.reply.count(Reply.Verdict.THROTTLED) > 0);
  }

  private static boolean isOverload(SimExchange exchange) {
    if (exchange.expectation != Expectation.KEPT || exchange.reply.kind() != Reply.Kind.NONE) {
      return false;
    }
    return exchange.status() == 429
        || (exchange.status() == 503)
        || (exchange.result instanceof ExchangeResult.Failed failed
            && (failed.kind() == FailureKind.TIMEOUT || failed.kind() == FailureKind.CALM_DOWN));
  }

  /** Nobody waits for room that is there. */
  private void checkCallers() {
    if (parts.rounds.waiting() > 0) {
      parts.rounds.checkWaiting();
    }
  }

  private void checkContent(BatchId batch) {
    LaneEvents lane = world.oracle.lane(batch.epoch(), batch.lane());
    int index = lane.firstFrom(batch.first());
    int count = 0;
    for (; index < lane.size() && lane.position(index) <= batch.last(); index++) {
      if (lane.isHeld(index)) {
        count++;
        if (ageNanos(lane, index) >= maxAgeNanos()) {
          throw new Violation("14 retention", "an event of %d ns is sent", ageNanos(lane, index));
        }
      }
    }
    // Where it is what another left, those that arrived with that are accounted for later.
    if (count < batch.count() || (count > batch.count() && !isPartOfReturned(batch))) {
      throw new Violation("3 no invention", "%d events are held of %s", count, batch);
    }
  }

  private boolean isPartOfReturned(BatchId batch) {
    for (SimExchange exchange : returnedInStep) {
      if (exchange.lane == world.oracle.lane(batch.epoch(), batch.lane())
          && exchange.batch.first() <= batch.first()
          && batch.last() <= exchange.batch.last()) {
        return true;
      }
    }
    return false;
  }

  private void checkCredential(SimExchange exchange) {
    switch (world.scenario.auth()) {
      case NONE -> {
        if (!exchange.token.isEmpty()) {
          throw new Violation("13 auth", "a credential from nowhere");
        }
      }
      case FIXED -> {
        if (!exchange.token.equals(SimParts.FIXED_TOKEN)) {
          throw new Violation("13 auth", "sent without its credential");
        }
      }
      case TOKENS, WATCHED_TOKENS -> world.issuer.checkSent(exchange.token);
    }
  }

  // Memory

  private void checkMemory(boolean moved) {
    if (holdings.packedBytes() != parts.retryMemory.usedBytes()
        || holdings.packedBytes() > parts.retryMemory.maxBytes()) {
      throw new Violation(
          MEMORY,
          "packed batches take %d bytes, %d are reserved of %d",
          holdings.packedBytes(),
          parts.retryMemory.usedBytes(),
          parts.retryMemory.maxBytes());
    }
    long bodies = parts.bodyMemory.usedBytes();
    boolean underWay = holdings.size() > holdings.waiting();
    if (bodies < parts.network.openBodyBytes()
        || bodies > parts.bodyMemory.maxBytes()
        || (!underWay && bodies > 0)) {
      throw new Violation(
          MEMORY,
          "bodies have %d bytes of %d and take %d",
          bodies,
          parts.bodyMemory.maxBytes(),
          parts.network.openBodyBytes());
    }
    if (moved && holdings.size() == 0) {
      checkEmptyLanes();
    }
  }

  private void checkEmptyLanes() {
    for (LaneBacklog backlog : parts.backlogs) {
      if (backlog.isEmpty() && backlog.lane().usedBytes() > 0) {
        throw new Violation(MEMORY, "an empty lane takes %d bytes", backlog.lane().usedBytes());
      }
    }
  }

  /** All at once, as anybody sees it who asks: held against the books. */
  void checkSnapshot() {
    LedgerSnapshot snapshot = parts.loop.snapshot();
    for (Severity severity : Severity.values()) {
      long held =
          parts.tally.of(Fate.HELD, severity.rank()) + parts.tally.of(Fate.LEFT, severity.rank());
      if (snapshot.held().of(severity) != held) {
        throw new Violation(
            "1 conservation", "%d %s held of %d", snapshot.held().of(severity), severity, held);
      }
    }
    if (!drained && snapshot.heldBytes() > world.scenario.memoryBytes()) {
      throw new Violation(MEMORY, "%d bytes are held in all", snapshot.heldBytes());
    }
    SimReports.checkSecrets(snapshot.lastError());
    snapshot
        .attemptsByOutcome()
        .keySet()
        .forEach(name -> world.sometimes.reached("action " + name));
    snapshot.lostByReason().keySet().forEach(name -> world.sometimes.reached("lost " + name));
    world.trace.add(snapshot.heldBytes());
    world.trace.add(snapshot.lostByReason().toString().hashCode());
  }

  // Wake-ups

  private void checkSpurious() {
    boolean worked =
        parts.tally.held() < heldAtStepBegin
            || parts.reports.count() > reportsAtStepBegin
            || flushesInStep > 0;
    if (worked) {
      throw new Violation("16 wake-ups", "a step nobody asked for found work");
    }
    for (SimExchange exchange : sentInStep) {
      if (!isFull(exchange) && !isProbeOfAHoldBeforeItsTime(exchange)) {
        throw new Violation(
            "16 wake-ups", "a step nobody asked for found %s to send", exchange.batch);
      }
    }
  }

  /** Batches are guessed to be full a little too late now and then; that is no lost wake-up. */
  private boolean isFull(SimExchange exchange) {
    BatchId batch = exchange.batch;
    LaneBacklog backlog = parts.backlogs.get(batch.lane().ordinal());
    int end = // of what was cut from what was full
        choice.isCutInStep(batch)
            ? exchange.lane.firstFrom(backlog.cutPosition()) - 1
            : exchange.lane.at(batch.last());
    long begin = batch.first() - FEWEST_RECORD_BYTES;
    long bytes = exchange.lane.position(end) + exchange.lane.characters(end) - begin;
    return !backlog.isEmpty()
        || batch.count() >= parts.target.maxEvents()
        || bytes > parts.target.maxBytes() / 3;
  }

  /** Such a probe takes what is there, and nobody is woken for what has not lingered. */
  private boolean isProbeOfAHoldBeforeItsTime(SimExchange exchange) {
    long ageNanos = ageNanos(exchange.lane, exchange.lane.at(exchange.batch.first()));
    return exchange.probesHold && ageNanos < parts.lingerNanos(exchange.batch.lane());
  }

  void wakesUp(boolean byTimer, long restedNanos) {
    punctuality.wakesUp(byTimer, restedNanos, progress());
  }

  void rests(boolean byTimer, long restedNanos) {
    punctuality.rests(byTimer, restedNanos, progress());
  }

  private long progress() {
    long tokens = parts.tokens == null ? 0 : parts.tokens.asked();
    return parts.network.sent()
        + parts.network.looks()
        + parts.reports.countOfAll()
        + flushesInAll
        + tokens
        - parts.tally.held();
  }

  /**
   * At the end.
   *
   * @param commands that were given to the loop
   */
  void checkWakeUps(long commands) {
    long tokens = parts.tokens == null ? 0 : parts.tokens.asked();
    long announced = parts.callers.offered() + answers + commands + tokens + parts.network.looks();
    long timers =
        4L * parts.network.sent()
            + 4L * parts.tally.total(Fate.EXPIRED)
            + parts.reports.countOfAll()
            + flushesInAll
            + 2 * tokens
            + parts.network.looks();
    punctuality.checkWakeUps(announced, timers);
  }

  // For the simulation

  /** Another pipeline has left these to this one. */
  void inherit(List<BatchId> batches) {
    books.inherit(batches);
  }

  /** Whether it holds nothing, nor is about to. */
  boolean isEmpty() {
    return parts.tally.held() == 0 && !books.hasHeritage();
  }

  /** This one leaves these, if it finds an heir. */
  void leaves(List<BatchId> batches, boolean toAnHeir) {
    books.leaves(batches, toAnHeir);
  }

  /** Within a step, right before the loop is asked. */
  void flushBegins(CompletableFuture<FlushResult> future, long atMostNanos) {
    LedgerSnapshot snapshot = parts.loop.snapshot();
    long held = drained ? 0 : snapshot.held().total();
    flushes.begins(future, atMostNanos, held, snapshot.recovered().total());
  }

  void drainBegins(long budgetNanos) {
    punctuality.drainBegins(budgetNanos);
  }

  private boolean isDraining() {
    return punctuality.isDraining();
  }

  /** The loop says that the drain is over. */
  void drainEnded() {
    long allowed =
        Math.max(punctuality.drainEndsAt(), punctuality.standstillEndedAt()) + 100 * MILLI;
    if (now() > allowed) {
      throw new Violation("18 stop", "the stop took %d ns too long", now() - allowed);
    }
    drained = true;
    books.drained();
    flushes.drained();
    punctuality.drained();
  }

  void stoodStill() {
    punctuality.stoodStill();
    parts.rounds.stoodStill();
  }

  long standstillEndedAt() {
    return punctuality.standstillEndedAt();
  }

  /** Whether the endpoint said that it will never come back. */
  boolean isGone() {
    return gone;
  }

  Conduct conduct() {
    return conduct;
  }

  /** How long a backlog may take at the slowest pace there is. */
  long longestPaceNanos() {
    long events = parts.tally.held() + books.heritage();
    return parts.config.retry().backlogPace() == 0
        ? 0
        : Math.min(events * 10 * SECOND, maxAgeNanos());
  }

  /** When the last of what waits is due: the parts of a refused batch wait for each other. */
  long latestDueAt() {
    long latest = 0;
    for (int i = 0; i < holdings.waiting(); i++) {
      latest = Math.max(latest, world.clock.elapsedAt(holdings.get(i).dueAtNanos()));
    }
    return latest;
  }

  private long ageNanos(LaneEvents lane, int index) {
    return world.clock.nanos() - lane.acceptedAtNanos(index);
  }

  private long maxAgeNanos() {
    return parts.config.retry().maxEventAge().toNanos();
  }

  private long now() {
    return world.clock.elapsed();
  }
}
