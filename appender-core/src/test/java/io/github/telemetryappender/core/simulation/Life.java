package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;

import io.github.telemetryappender.core.HandOvers;
import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.DeliveryProbe;
import io.github.telemetryappender.core.delivery.FlushResult;
import io.github.telemetryappender.core.delivery.HandOver;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import io.github.telemetryappender.core.time.Parker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * One pipeline from its start to its end. Its delivery thread is a pair of moments here: when its
 * rest is over, and when somebody unparked it.
 */
final class Life implements Parker, AutoCloseable {

  private static final int MOST_STEPS_AT_A_TIME = 5_000;
  private static final long MOST_LATE_WAKING_NANOS = 900_000;
  private static final int SNAPSHOT_EVERY = 256;

  final SimParts parts;
  final Auditor auditor;

  private final World world;
  private final HandOvers.Place place;
  private final SplittableRandom random;
  private final double lateRate;

  private long wakeAtNanos;
  private long restNanos;
  private long restEndsAtNanos;
  private boolean unparked = true;
  private boolean stopping;
  private boolean drained;
  private long commands;
  private int steps;
  private List<BatchId> left = List.of();
  private Runnable afterDrain = () -> {};

  Life(World world, int number) {
    this.world = world;
    this.random = world.random(6, number);
    this.lateRate = world.scenario.rate(Fault.LATE_WAKING);
    this.parts = new SimParts(world, this, number);
    this.auditor = new Auditor(world, parts);
    this.place = world.handOvers.place(this::takeOver);
    this.wakeAtNanos = world.clock.elapsed();
    parts.network.onSend(auditor::sends);
    parts.callers.onAccepted(this::accepted);
    place.begin();
  }

  // What is asked of it

  private void takeOver(List<LeftDelivery> deliveries) {
    world.sometimes.reached("recovered");
    auditor.inherit(deliveries.stream().map(DeliveryProbe::idOf).toList());
    for (LeftDelivery delivery : deliveries) {
      command(() -> parts.loop.takeOver(delivery));
    }
    long events = deliveries.stream().mapToLong(LeftDelivery::events).sum();
    command(() -> parts.loop.tookOver(events));
  }

  private void command(Runnable command) {
    commands++;
    parts.mailbox.accept(command);
  }

  void flush(long atMostNanos) {
    CompletableFuture<FlushResult> result = new CompletableFuture<>();
    command(
        () -> {
          auditor.flushBegins(result, atMostNanos);
          parts.loop.flush(atMostNanos, result);
        });
  }

  void snapshot() {
    command(() -> world.trace.add(parts.loop.snapshot().heldBytes()));
  }

  /** Sends what can be sent, and leaves the rest where the scenario has it so. */
  void stop(Runnable whenDrained) {
    stopping = true;
    afterDrain = whenDrained;
    place.end();
    parts.lanes.seal();
    long budgetNanos = parts.config.shutdownTimeout().toNanos();
    HandOver heir = world.scenario.handsOver() ? this::leave : null;
    command(
        () -> {
          auditor.drainBegins(budgetNanos);
          parts.loop.drain(budgetNanos, heir, this::drained);
        });
  }

  private HandOver.Reception leave(List<LeftDelivery> deliveries) {
    left = deliveries.stream().map(DeliveryProbe::idOf).toList();
    parts.network.doubtAllOpen();
    HandOver.Reception reception = place.leave(deliveries);
    auditor.leaves(left, reception != HandOver.Reception.REFUSED);
    world.sometimes.reached("left: " + reception);
    return reception;
  }

  private void drained() {
    if (drained) {
      throw new Violation("18 stop", "the drain ends twice");
    }
    drained = true;
    auditor.drainEnded();
    parts.network.close();
    parts.credentials.close();
    afterDrain.run();
  }

  /** The thread is woken without a reason. */
  void wakeSpuriously() {
    if (!unparked && restEndsAtNanos > world.clock.elapsed() && !parts.loop.isOver()) {
      commands++;
      work(Wake.SPURIOUS);
    }
  }

  // Its thread

  @Override
  public void park(long nanos) {
    throw new AssertionError("nobody parks here");
  }

  @Override
  public void unpark() {
    if (unparked) {
      return;
    }
    unparked = true;
    wakeAtNanos = Math.min(wakeAtNanos, world.clock.elapsed() + delayNanos());
  }

  /**
   * The first event of an empty lane wakes this thread, unless it looks before that has lingered.
   */
  private void accepted(LaneKind kind) {
    LaneBacklog backlog = parts.backlogs.get(kind.ordinal());
    if (unparked || !backlog.isEmpty()) {
      return;
    }
    LaneEvents lane = world.oracle.lane(backlog.epoch(), kind);
    boolean isAlone = lane.size() == lane.firstFrom(backlog.cutPosition()) + 1;
    long lingerEndsAt = world.clock.elapsed() + backlog.lingerNanos();
    if (isAlone && restEndsAtNanos > lingerEndsAt) {
      throw new Violation(
          "16 wake-ups",
          "nobody looks at the first event of %s before %,d, it lingers until %,d",
          kind,
          restEndsAtNanos,
          lingerEndsAt);
    }
  }

  private long delayNanos() {
    return lateRate > 0 && random.nextDouble() < lateRate
        ? random.nextLong(MOST_LATE_WAKING_NANOS)
        : 0;
  }

  /** When it does something next; {@link Timeline#NEVER} where nothing is planned. */
  long wakeAtNanos() {
    return wakeAtNanos;
  }

  /** Its time has come. */
  void work() {
    work(unparked ? Wake.UNPARKED : Wake.TIMER);
  }

  private void work(Wake wake) {
    if (parts.loop.isOver()) {
      wakeAtNanos = Timeline.NEVER;
      return;
    }
    long rested = restNanos;
    auditor.wakesUp(wake == Wake.TIMER, rested);
    boolean spurious = wake == Wake.SPURIOUS;
    int stepsInRow = 0;
    do {
      unparked = false;
      restNanos = step(spurious);
      spurious = false;
      if (++stepsInRow > MOST_STEPS_AT_A_TIME) {
        throw new Violation("16 wake-ups", "the loop does not come to rest");
      }
    } while (restNanos == 0 && !parts.loop.isOver());
    auditor.rests(wake == Wake.TIMER, rested);
    long now = world.clock.elapsed();
    boolean endless = restNanos > Long.MAX_VALUE / 2 - now;
    restEndsAtNanos = endless ? Timeline.NEVER : now + restNanos;
    wakeAtNanos = unparked ? now : endless ? Timeline.NEVER : restEndsAtNanos + delayNanos();
  }

  private long step(boolean spurious) {
    steps++;
    auditor.stepBegins(spurious);
    long rest;
    try {
      rest = parts.loop.doWork(world.clock.nanos());
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | Error e) {
      throw new Violation("a step threw", e);
    }
    if (rest < 0) {
      throw new Violation("16 wake-ups", "a rest of %d ns", rest);
    }
    world.trace.addNow();
    world.trace.add(rest);
    if (Trace.TOLD) {
      world.trace.tell("rests %,d", rest);
    }
    auditor.stepEnds();
    if (steps % SNAPSHOT_EVERY == 0) {
      auditor.checkSnapshot();
    }
    return rest;
  }

  // Its end

  boolean isStopping() {
    return stopping;
  }

  boolean isDrained() {
    return drained;
  }

  /** Whether it is drained and every exchange it gave up has come back. */
  boolean isOver() {
    return parts.loop.isOver();
  }

  int steps() {
    return steps;
  }

  /** What it left behind, whoever has it now. */
  List<BatchId> left() {
    return left;
  }

  /** Whether what it left has waited in vain. */
  boolean isLeftInVain() {
    return place.isOver();
  }

  /** How long it may take after its drain until the last exchange has come back. */
  long longestAfterlifeNanos() {
    return SimNetwork.longestNanos(parts.config.delivery().requestTimeout().toNanos()) + MILLI;
  }

  /** Judges it as a whole. */
  void checkAtEnd() {
    auditor.checkSnapshot();
    auditor.checkWakeUps(commands);
    if (parts.tally.held() > 0) {
      throw new Violation("1 conservation", "%d are held after the end", parts.tally.held());
    }
    if (parts.bodyMemory.usedBytes() != 0) {
      throw new Violation("5 memory", "bodies are left");
    }
    if (parts.rounds.waiting() > 0) {
      throw new Violation("17 caller waits", "%d after the end", parts.rounds.waiting());
    }
    if (parts.loop.doWork(world.clock.nanos()) != Long.MAX_VALUE) {
      throw new Violation("18 stop", "something is planned after the end");
    }
    boolean[] told = new boolean[1];
    parts.loop.drain(0, null, () -> told[0] = true);
    if (!told[0]) {
      throw new Violation("18 stop", "who stops it again is not told that it is over");
    }
    parts
        .callers
        .refused()
        .forEach(
            (reason, count) -> {
              world.sometimes.reached("dropped " + reason);
              if (parts.door.of(reason) != count) {
                throw new Violation("1 conservation", "%d dropped for %s", count, reason);
              }
            });
  }

  @Override
  public void close() {
    parts.close();
  }

  /** Why the thread wakes up. */
  private enum Wake {
    UNPARKED,
    TIMER,
    SPURIOUS
  }
}
