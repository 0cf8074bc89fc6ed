package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Readiness;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.metrics.HealthListener;
import io.github.telemetryappender.core.transport.ExchangeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The delivery thread's work, a step at a time: takes in what came back, counts what callers
 * committed, lets go of what is too old, starts what may start, makes room, and says how long it
 * may rest. Everything mutable behind the lanes is touched by this thread alone.
 */
public final class DeliveryLoop {

  /** The longest rest while something is held: a net under the wake-ups, not a part of them. */
  private static final long SAFETY_PARK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final DeliveryParts parts;
  private final List<LaneBacklog> backlogs;
  private final List<LaneWatch> watches;
  private final Ledger ledger = new Ledger();
  private final Flushes flushes = new Flushes();
  private final RetryQueue retryQueue;
  private final Settlement settlement;
  private final Relief relief;
  private final Leavings leavings;
  private final Expiry expiry;
  private final EndpointGate gate;
  private final PaceKeeper pace;
  private final Outcomes outcomes;
  private final AttemptStarter starter;
  private final StartCheck startCheck;
  private final HealthWatch health;
  private final HoldWatch holdWatch;
  private final List<Attempt> inFlight = new ArrayList<>();

  private Runnable eventListener = () -> {};
  private @Nullable Drain drain;
  private boolean hasBegun;
  private boolean ended;
  private boolean waitsForBodyMemory;
  private long nextSequence;
  private long stepAtNanos;
  private boolean rests;
  private long restedAtNanos;
  private long missedWakeUps;

  public DeliveryLoop(DeliveryParts parts) {
    this.parts = parts;
    this.backlogs = parts.backlogs();
    this.stepAtNanos = parts.clock().nanos();
    this.watches = backlogs.stream().map(backlog -> new LaneWatch(backlog, stepAtNanos)).toList();
    this.retryQueue = new RetryQueue(parts.retryMemory());
    this.settlement = new Settlement(ledger, flushes, retryQueue, parts.reports());
    this.relief = new Relief(backlogs, retryQueue, parts.divider(), settlement);
    this.leavings = new Leavings(parts, retryQueue, relief, settlement, ledger);
    this.expiry =
        new Expiry(
            backlogs,
            retryQueue,
            parts.divider(),
            settlement,
            relief,
            parts.config().retry().maxEventAge().toNanos());
    this.gate =
        new EndpointGate(
            parts.config().retry(), parts.config().delivery(), parts.random(), stepAtNanos);
    this.pace = new PaceKeeper(parts, gate, retryQueue, expiry);
    Redirects redirects = new Redirects(parts.config().endpoint().url());
    Wire wire = new Wire();
    this.outcomes =
        new Outcomes(parts, gate, redirects, wire, retryQueue, settlement, relief, expiry, ledger);
    this.holdWatch = new HoldWatch(parts, gate);
    this.starter = new AttemptStarter(parts, redirects, wire);
    this.startCheck = new StartCheck(parts, starter);
    this.health = new HealthWatch(parts, ledger, gate, retryQueue, inFlight);
  }

  /** Who hears with each step from the first event on. To be told before the first step. */
  public void onEvents(Runnable listener) {
    eventListener = listener;
  }

  /** Who hears where events end. To be told before the first step. */
  public void onSettlement(SettlementListener listener) {
    settlement.listener(listener);
  }

  /** Who hears when the health or the alert level changes. To be told before the first step. */
  public void onHealthChange(HealthListener listener) {
    health.listener(listener);
  }

  /**
   * Does what there is to do at {@code nowNanos}.
   *
   * @return nanoseconds it may rest unless it is woken; 0 where more waits; {@link Long#MAX_VALUE}
   *     where nothing is planned
   */
  public long doWork(long nowNanos) {
    stepAtNanos = nowNanos;
    parts.mailbox().doWork();
    if (ended) {
      return Long.MAX_VALUE;
    }
    parts.target().creep(nowNanos);
    scan(nowNanos);
    noteEvents();
    pace.observe(ledger.accepted().total(), nowNanos);
    noteMissedWakeUps(nowNanos);
    long doorNanos = parts.door().doWork(nowNanos, parts.reporter());
    long credentialNanos = parts.credentials().doWork(nowNanos);
    noteCredential(nowNanos);
    long holdNanos = holdWatch.doWork(nowNanos);
    expiry.doWork(nowNanos);
    startAttempts(nowNanos);
    long checkNanos = drain == null ? startCheck.doWork(nowNanos) : Long.MAX_VALUE;
    boolean relieved = relief.doWork(shortage(nowNanos), this::delivery, nowNanos);
    flushes.doWork(this::heldFor, nowNanos);
    settlement.tell(); // nothing is half done here, and lines that are kept back have their time
    long healthNanos = health.doWork(nowNanos);
    long reportNanos = parts.reporter().doWork(nowNanos);
    if (drain != null && drainIsOver(drain, nowNanos)) {
      end(drain, nowNanos);
      return Long.MAX_VALUE;
    }
    return relieved
        ? 0
        : earliest(
            laneNanos(nowNanos),
            restNanos(nowNanos),
            credentialNanos,
            holdNanos,
            checkNanos,
            reportNanos,
            doorNanos,
            healthNanos);
  }

  private void noteEvents() {
    hasBegun = hasBegun || ledger.accepted().total() > 0;
    if (hasBegun) {
      eventListener.run();
    }
  }

  /** Where only the net caught what a producer should have announced, a wake-up was lost. */
  private void noteMissedWakeUps(long nowNanos) {
    boolean byTheNet = rests && nowNanos - restedAtNanos >= SAFETY_PARK_NANOS;
    rests = false;
    if (byTheNet && backlogs.stream().anyMatch(backlog -> backlog.lane().hasMissedWakeUp())) {
      missedWakeUps++;
    }
  }

  /** How often only the safety park found what a producer should have announced; always 0. */
  public long missedWakeUps() {
    return missedWakeUps;
  }

  private static long earliest(long... nanos) {
    long earliest = Long.MAX_VALUE;
    for (long one : nanos) {
      earliest = Math.min(earliest, one);
    }
    return earliest;
  }

  /** Takes note of all that was committed when this began, however much it is. */
  private void scanAll() {
    for (LaneBacklog backlog : backlogs) {
      long end = backlog.lane().tail();
      while (backlog.scan(ledger.accepted()) && backlog.lane().scannedPosition() < end) {
        // A scan is bounded; the next one goes on where it ended.
      }
    }
  }

  private void scan(long nowNanos) {
    for (LaneBacklog backlog : backlogs) {
      backlog.scan(ledger.accepted());
    }
    for (LaneWatch watch : watches) {
      watch.observe(nowNanos);
    }
  }

  /** A credential that can no longer be refreshed is a hold; a new one ends it. */
  private void noteCredential(long nowNanos) {
    Readiness readiness = parts.credentials().readiness(nowNanos);
    Hold hold = gate.hold();
    if (readiness == Readiness.HELD && hold == null) {
      gate.hold(
          "no usable credential; check auth.*", Hold.Cause.CREDENTIAL, Hold.Probes.TIMED, nowNanos);
    } else if (readiness != Readiness.HELD
        && hold != null
        && hold.cause() == Hold.Cause.CREDENTIAL) {
      gate.release();
    }
  }

  // Attempts

  private void startAttempts(long nowNanos) {
    while (maySend(nowNanos)) {
      Optional<Delivery> next = gate.isProbing(nowNanos) ? nextProbe(nowNanos) : next(nowNanos);
      if (next.isEmpty() || !start(next.get(), nowNanos)) {
        return;
      }
    }
  }

  private boolean maySend(long nowNanos) {
    return mayEverSend() && hasSlot(nowNanos) && openNanos(nowNanos) == 0;
  }

  /** Whether waiting can lead to a send: not once a drain has canceled, nor in a drain on hold. */
  private boolean mayEverSend() {
    return drain == null || (!drain.isCanceled() && gate.hold() == null);
  }

  private boolean hasSlot(long nowNanos) {
    boolean oneAtATime = drain != null && drain.hasFailed();
    int slots = oneAtATime ? 1 : gate.maxInFlight(nowNanos);
    return inFlight.size() < slots && !waitsForBodyMemory;
  }

  private boolean credentialsAllow(long nowNanos) {
    return switch (parts.credentials().readiness(nowNanos)) {
      case READY -> true;
      case WAITING -> false;
      case HELD -> parts.credentials().mayProbe(nowNanos);
    };
  }

  /** What is worth most among the deliveries due and the open batches that are ready. */
  private Optional<Delivery> next(long nowNanos) {
    if (drain != null && drain.hasFailed()) {
      return nextAfterFailureInDrain(drain, nowNanos);
    }
    boolean paced = isPaced(nowNanos);
    Optional<Delivery> waiting =
        retryQueue.next(nowNanos, one -> isAffordable(one) && isItsTurn(one, paced, nowNanos));
    Optional<LaneBacklog> open = mostUrgentReady(nowNanos);
    if (waiting.isEmpty() && open.isEmpty() && gate.nanosUntilResend(nowNanos) == 0) {
      waiting = retryQueue.next(nowNanos, one -> isAllowed(one) && isItsTurn(one, paced, nowNanos));
    }
    if (open.isPresent()
        && (waiting.isEmpty() || goesBefore(open.get(), waiting.get(), nowNanos))) {
      return Optional.of(delivery(open.get().cut(), nowNanos));
    }
    waiting.ifPresent(retryQueue::remove);
    return waiting;
  }

  /** Whether the budget lets this one go beside fresh ones. */
  private boolean isAffordable(Delivery delivery) {
    boolean affordable = delivery.attempts() == 0 || gate.mayResendFreely() || drain != null;
    return affordable && isAllowed(delivery);
  }

  private boolean isAllowed(Delivery delivery) {
    return drain == null || drain.mayTry(delivery);
  }

  private boolean isItsTurn(Delivery delivery, boolean paced, long nowNanos) {
    return !paced || pace.nanosUntilTurn(delivery, nowNanos) == 0;
  }

  private long paceNanos(LaneBacklog backlog, long nowNanos) {
    return isPaced(nowNanos) ? pace.nanosUntilTurn(backlog, nowNanos) : 0;
  }

  /** Whether a backlog has to keep to its pace; a probe, a drain and a flush do not. */
  private boolean isPaced(long nowNanos) {
    return gate.isPacing() && !gate.leadsToProbe(nowNanos) && drain == null && !flushes.isPending();
  }

  private Optional<Delivery> nextAfterFailureInDrain(Drain current, long nowNanos) {
    for (LaneBacklog backlog : backlogs) {
      if (!backlog.isEmpty() && backlog.rank().compareTo(Severity.WARN) >= 0) {
        retryQueue.add(delivery(backlog.cut(), nowNanos));
      }
    }
    Optional<Delivery> smallest = retryQueue.smallestOfHighestRank(current::mayTry);
    smallest.ifPresent(retryQueue::remove);
    return smallest;
  }

  private Optional<Delivery> nextProbe(long nowNanos) {
    boolean held = gate.hold() != null;
    Optional<Delivery> waiting =
        retryQueue.forProbe(delivery -> delivery.isDue(nowNanos) && (held || isAllowed(delivery)));
    boolean mayRotate = waiting.isEmpty() || (!held && waiting.get().attempts() > 0);
    Optional<LaneBacklog> fresh =
        backlogs.stream()
            .filter(backlog -> held ? !backlog.isEmpty() : isReady(backlog, nowNanos))
            .findFirst();
    if (mayRotate && fresh.isPresent()) {
      return Optional.of(delivery(fresh.get().cut(), nowNanos));
    }
    waiting.ifPresent(retryQueue::remove);
    return waiting;
  }

  private Optional<LaneBacklog> mostUrgentReady(long nowNanos) {
    return backlogs.stream()
        .filter(backlog -> isReady(backlog, nowNanos) && paceNanos(backlog, nowNanos) == 0)
        .max(Comparator.comparingInt(backlog -> priority(backlog, nowNanos)));
  }

  private boolean isReady(LaneBacklog backlog, long nowNanos) {
    return backlog.isReady(nowNanos)
        || (!backlog.isEmpty() && (drain != null || flushes.covers(backlog)));
  }

  private static int priority(LaneBacklog backlog, long nowNanos) {
    return Delivery.priority(backlog.rank(), backlog.oldestAcceptedAtNanos(), nowNanos);
  }

  private static boolean goesBefore(LaneBacklog open, Delivery waiting, long nowNanos) {
    return priority(open, nowNanos) > waiting.priority(nowNanos);
  }

  private Delivery delivery(Batch batch, long nowNanos) {
    return new Delivery(nextSequence++, batch, nowNanos);
  }

  /** Hands the delivery to the transport; false where its body finds no memory yet. */
  private boolean start(Delivery delivery, long nowNanos) {
    AttemptBody body = starter.prepare(delivery);
    if (body == null) {
      waitsForBodyMemory = true;
      retryQueue.add(delivery);
      return false;
    }
    Attempt.Purpose purpose =
        gate.hold() == null ? Attempt.Purpose.DELIVERY : Attempt.Purpose.PROBE;
    EndpointGate.Pass pass =
        gate.started(
            delivery.attempts(),
            delivery.batch().events(),
            pace.age(delivery, nowNanos),
            inFlight.size(),
            nowNanos);
    Attempt attempt = starter.attempt(delivery, body, purpose, pass);
    delivery.attemptedInDrain(drain != null);
    inFlight.add(attempt);
    try {
      starter.send(attempt, nowNanos, new WayBack(attempt));
    } catch (Throwable thrown) {
      inFlight.remove(attempt);
      body.close();
      gate.undecided(pass, nowNanos);
      keep(delivery);
      throw thrown;
    }
    return true;
  }

  /** On a thread of the transport: the answer is read here, the rest is the delivery thread's. */
  private void comeBack(WayBack way, ExchangeResult result) {
    try {
      way.attempt.body().read(result);
    } finally {
      way.result = result;
      parts.mailbox().post(way.letter);
    }
  }

  /**
   * The way back of an attempt, made before it starts: when it ends there may be no memory for it,
   * and an attempt that does not come back would be held for ever.
   */
  private final class WayBack implements Consumer<ExchangeResult>, Runnable {

    private final Attempt attempt;
    private final Mailbox.Letter letter = parts.mailbox().prepare(this);
    private @Nullable ExchangeResult result;

    WayBack(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    public void accept(ExchangeResult outcome) {
      comeBack(this, outcome);
    }

    @Override
    public void run() {
      completed(attempt, Objects.requireNonNull(result));
    }
  }

  private void completed(Attempt attempt, ExchangeResult result) {
    attempt.body().close();
    waitsForBodyMemory = false;
    inFlight.remove(attempt);
    if (ended) {
      return; // counted as abandoned when the drain's time was up
    }
    Action action = judge(attempt, result);
    if (drain != null && isFailure(action)) {
      drain.failed(stepAtNanos);
    }
  }

  /** What breaks down on the way must not lose the delivery in hand. */
  private Action judge(Attempt attempt, ExchangeResult result) {
    try {
      return outcomes.completed(attempt, result, stepAtNanos);
    } catch (Throwable thrown) {
      keep(attempt.delivery());
      throw thrown;
    }
  }

  private void keep(Delivery delivery) {
    if (!delivery.batch().isReleased() && !retryQueue.all().contains(delivery)) {
      retryQueue.add(delivery);
    }
  }

  /** Whether a drain should ask no more than it must; a step of a journey is none. */
  private static boolean isFailure(Action action) {
    return switch (action) {
      case RETRY, RETRY_AFTER, HOLD -> true;
      case OK, SPLIT, HALVE, SHORTEN, DROP, FRESH, PLAIN, REDIR, REAUTH -> false;
    };
  }

  // Resting

  private Relief.Shortage shortage(long nowNanos) {
    return gate.isOpen(nowNanos) && credentialsAllow(nowNanos)
        ? Relief.Shortage.SLOTS_TAKEN
        : Relief.Shortage.ENDPOINT_AWAY;
  }

  /**
   * Tells each lane where a caller should wake this thread.
   *
   * @return nanoseconds until it is to look at a lane by itself; 0 where a lane has got that far
   */
  private long laneNanos(long nowNanos) {
    boolean maySend = maySend(nowNanos);
    Relief.Shortage shortage = shortage(nowNanos);
    long nanos = Long.MAX_VALUE;
    for (LaneWatch watch : watches) {
      nanos = Math.min(nanos, laneNanos(watch, maySend, shortage, nowNanos));
    }
    return nanos;
  }

  private long laneNanos(
      LaneWatch watch, boolean maySend, Relief.Shortage shortage, long nowNanos) {
    Lane lane = watch.lane();
    if (drain != null) {
      return lane.wakeAt(lane.scannedPosition() + 1);
    }
    long wakeAt = watch.wakePosition(maySend, nowNanos);
    long reliefAt = lane.head() + Relief.wakeAtBytes(lane, shortage);
    if (reliefAt > lane.scannedPosition()) { // else nothing more can be done for it now
      wakeAt = Math.min(wakeAt, reliefAt);
    }
    long wakeNanos = lane.wakeAt(wakeAt);
    return Math.min(wakeNanos, watch.nanosUntilLook(maySend, nowNanos));
  }

  private long restNanos(long nowNanos) {
    long rest = Math.min(expiry.nanosUntilNext(nowNanos), flushes.nanosUntilDeadline(nowNanos));
    if (drain != null) {
      rest = Math.min(rest, drainNanos(drain, nowNanos));
    }
    if (mayEverSend() && hasSlot(nowNanos)) {
      rest = Math.min(rest, Math.max(workNanos(nowNanos), openNanos(nowNanos)));
    }
    rests = true;
    restedAtNanos = nowNanos;
    return isIdle() ? rest : Math.min(rest, SAFETY_PARK_NANOS);
  }

  /** Nanoseconds until there is something to send. */
  private long workNanos(long nowNanos) {
    boolean held = gate.hold() != null;
    long nanos =
        held
            ? retryQueue.nanosUntilDue(nowNanos, this::isAllowed)
            : nanosUntilDue(this::isAffordable, nowNanos);
    for (LaneBacklog backlog : backlogs) {
      if (held && !backlog.isEmpty()) {
        nanos = 0;
      } else if (isReady(backlog, nowNanos)) {
        nanos = Math.min(nanos, paceNanos(backlog, nowNanos));
      } else if (!backlog.isEmpty()) {
        nanos = Math.min(nanos, Math.max(0, backlog.lingerEndsAtNanos() - nowNanos));
      }
    }
    return Math.min(nanos, resendNanos(nowNanos));
  }

  /** Nanoseconds until one of these is due, and may leave if a backlog keeps to its pace. */
  private long nanosUntilDue(Predicate<Delivery> allowed, long nowNanos) {
    boolean paced = isPaced(nowNanos);
    long nanos = Long.MAX_VALUE;
    for (Delivery delivery : retryQueue.all()) {
      if (allowed.test(delivery)) {
        long due = Math.max(0, delivery.dueAtNanos() - nowNanos);
        long turn = paced ? pace.nanosUntilTurn(delivery, nowNanos) : 0;
        nanos = Math.min(nanos, Math.max(due, turn));
      }
    }
    return nanos;
  }

  /** Nanoseconds until a batch may be sent again although the budget is low. */
  private long resendNanos(long nowNanos) {
    long affordable = gate.leadsToProbe(nowNanos) ? 0 : gate.nanosUntilResend(nowNanos);
    return Math.max(affordable, nanosUntilDue(this::isAllowed, nowNanos));
  }

  /** Nanoseconds until something may be sent. */
  private long openNanos(long nowNanos) {
    if (!credentialsAllow(nowNanos)) {
      return Long.MAX_VALUE;
    }
    long open = gate.nanosUntilOpen(nowNanos);
    return drain == null ? open : Math.max(open, drain.nanosUntilNextAttempt(nowNanos));
  }

  private boolean isEmpty() {
    for (LaneBacklog backlog : backlogs) {
      if (!backlog.isEmpty()) {
        return false;
      }
    }
    return retryQueue.isEmpty();
  }

  private boolean isIdle() {
    return isEmpty() && inFlight.isEmpty();
  }

  // Flush, snapshot and drain; all on the delivery thread, through the mailbox

  /** Sends what was accepted until now without waiting for company. */
  public void flush(long atMostNanos, CompletableFuture<FlushResult> result) {
    if (ended) {
      result.complete(new FlushResult(0, 0, 0));
      return;
    }
    scanAll();
    flushes.add(backlogs, stepAtNanos + atMostNanos, result);
  }

  private long heldFor(PendingFlush flush) {
    long held = 0;
    for (LaneBacklog backlog : backlogs) {
      held += flush.openEvents(backlog, stepAtNanos);
      held += flush.waitsForCommit(backlog) ? 1 : 0;
    }
    for (Delivery delivery : retryQueue.all()) {
      held += flush.covers(delivery.batch().id()) ? delivery.batch().events() : 0;
    }
    for (Attempt attempt : inFlight) {
      Batch batch = attempt.delivery().batch();
      held += flush.covers(batch.id()) ? batch.events() : 0;
    }
    return held;
  }

  /** The ledger at this instant, with everything that callers have committed. */
  public LedgerSnapshot snapshot() {
    if (!ended) {
      scanAll();
    }
    SeverityCounts held = new SeverityCounts();
    SeverityCounts waiting = new SeverityCounts();
    for (LaneBacklog backlog : backlogs) {
      held.addAll(backlog.counts());
    }
    for (Delivery delivery : retryQueue.all()) {
      held.addAll(delivery.batch().counts());
      waiting.addAll(countsIfTried(delivery));
    }
    if (ended) {
      held.addAll(ledger.left());
    } else {
      for (Attempt attempt : inFlight) {
        held.addAll(attempt.delivery().batch().counts());
        waiting.addAll(countsIfTried(attempt.delivery()));
      }
    }
    return ledger.snapshot(held, waiting, heldBytes(), inFlight.size(), health.vitals(stepAtNanos));
  }

  private static SeverityCounts countsIfTried(Delivery delivery) {
    return delivery.attempts() > 0 ? delivery.batch().counts() : new SeverityCounts();
  }

  private long heldBytes() {
    long laneBytes = backlogs.stream().mapToLong(backlog -> backlog.lane().usedBytes()).sum();
    return laneBytes + parts.bodyMemory().usedBytes() + parts.retryMemory().usedBytes();
  }

  /**
   * Sends what can be sent within the budget, gives the rest up, and does nothing any more. The
   * intake must be closed before.
   *
   * @param onEnd called on the delivery thread when it is over
   */
  public void drain(long budgetNanos, Runnable onEnd) {
    drain(budgetNanos, null, onEnd);
  }

  /**
   * As {@link #drain(long, Runnable)}, but what cannot be sent is left to another pipeline.
   *
   * @param heir who is offered it; null for nobody
   */
  public void drain(long budgetNanos, @Nullable HandOver heir, Runnable onEnd) {
    if (ended) {
      onEnd.run();
    } else if (drain == null) {
      drain = new Drain(stepAtNanos + budgetNanos, heir, onEnd);
      retryQueue.all().forEach(delivery -> delivery.dueAt(stepAtNanos));
    }
  }

  private boolean drainIsOver(Drain current, long nowNanos) {
    if (current.nanosUntilCancel(nowNanos) == 0 && !current.isCanceled()) {
      current.canceled();
      parts.transport().cancelAll();
    }
    return current.nanosUntilDeadline(nowNanos) == 0
        || (inFlight.isEmpty()
            && isEverythingScanned()
            && (current.isCanceled() || !canStillSend(current, nowNanos)));
  }

  /** Whether no caller is still copying an event that the lanes, sealed since, let in. */
  private boolean isEverythingScanned() {
    return backlogs.stream()
        .map(LaneBacklog::lane)
        .allMatch(lane -> lane.scannedPosition() == lane.tail());
  }

  /** Behind an open breaker nothing can: a stop does not wait for the end of an outage. */
  private boolean canStillSend(Drain current, long nowNanos) {
    long untilOpen =
        Math.max(gate.nanosUntilOpen(nowNanos), current.nanosUntilNextAttempt(nowNanos));
    return gate.hold() == null
        && gate.breakerState(nowNanos) != CircuitBreaker.State.OPEN
        && credentialsMayCome(nowNanos)
        && untilOpen < current.nanosUntilCancel(nowNanos)
        && (hasOpenBatchToTry(current) || retryQueue.all().stream().anyMatch(current::mayTry));
  }

  private boolean credentialsMayCome(long nowNanos) {
    return parts.credentials().readiness(nowNanos) != Readiness.HELD;
  }

  private boolean hasOpenBatchToTry(Drain current) {
    return backlogs.stream()
        .anyMatch(
            backlog ->
                !backlog.isEmpty()
                    && (!current.hasFailed() || backlog.rank().compareTo(Severity.WARN) >= 0));
  }

  private long drainNanos(Drain current, long nowNanos) {
    long end =
        current.isCanceled()
            ? current.nanosUntilDeadline(nowNanos)
            : current.nanosUntilCancel(nowNanos);
    long next = current.nanosUntilNextAttempt(nowNanos);
    return next > 0 ? Math.min(end, next) : end;
  }

  private void end(Drain current, long nowNanos) {
    gatherLeft(nowNanos);
    leavings.leaveTo(current.heir(), nowNanos);
    flushes.end(this::leftOf);
    retryQueue.clear();
    ended = true;
    try {
      settlement.tell(); // before whoever waits for the end goes on
    } finally {
      current.end();
    }
  }

  /** Puts everything that is still here into the retry queue. Its room in the lanes stays taken. */
  private void gatherLeft(long nowNanos) {
    for (LaneBacklog backlog : backlogs) {
      while (!backlog.isEmpty()) {
        retryQueue.add(delivery(backlog.cut(), nowNanos));
      }
    }
    for (Attempt attempt : inFlight) {
      Delivery delivery = attempt.delivery();
      delivery.mayHaveArrived();
      if (!retryQueue.all().contains(delivery)) { // here before, where this broke down
        retryQueue.add(delivery);
      }
    }
  }

  private long leftOf(PendingFlush flush) {
    return ledger.left().total() == 0
        ? 0
        : retryQueue.all().stream()
            .map(Delivery::batch)
            .filter(batch -> flush.covers(batch.id()))
            .mapToLong(Batch::events)
            .sum();
  }

  /** Goes on with what a pipeline before this one could not deliver. */
  public void takeOver(LeftDelivery left) {
    Batch batch = parts.divider().unpack(left.id(), left.records());
    ledger.recovered(batch.counts());
    relief.admit(Delivery.continued(nextSequence++, batch, left, stepAtNanos), stepAtNanos);
  }

  /** Says how much that was. */
  public void tookOver(long events) {
    parts.reports().tookOver(events);
  }

  /** Whether the drain is over and every exchange it gave up has come back. */
  public boolean isOver() {
    return ended && inFlight.isEmpty() && !startCheck.isUnderWay();
  }
}
