package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.MINUTE;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.delivery.DeliveryProbe.Gate;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.simulation.Oracle.Fate;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One run: chaos as the scenario has it, with one pipeline after another, then a healed world, then
 * the drain.
 */
final class Simulation {

  private static final long LONGEST_STAY_NANOS = 10 * SECOND;
  private static final int FRESH_EVENTS = 4;

  private final World world;
  private final List<Life> lives = new ArrayList<>();

  /** Those of which something may still come. */
  private final List<Life> active = new ArrayList<>();

  /** The one that the application logs to. */
  private Life current;

  private boolean startPending;
  private boolean stopped;

  private Simulation(Scenario scenario, Sometimes sometimes) {
    this.world = new World(scenario, sometimes);
  }

  /**
   * Runs a scenario to its end.
   *
   * @throws Violation where an invariant does not hold
   */
  static Outcome run(Scenario scenario, Sometimes sometimes) {
    Simulation simulation = new Simulation(scenario, sometimes);
    try {
      simulation.run();
    } finally {
      simulation.lives.forEach(Life::close);
    }
    int steps = simulation.lives.stream().mapToInt(Life::steps).sum();
    return new Outcome(steps, simulation.world.trace.hash());
  }

  private void run() {
    start();
    chaos();
    if (!stopped) {
      heal();
      stop();
    }
    end();
  }

  // Phases

  private void chaos() {
    world.timeline.plan(world.scenario.steps(), this::perform);
    advance(world.scenario.horizonNanos(), () -> stopped);
  }

  private void heal() {
    world.server.heal();
    world.issuer.heal();
    advance(now() + 20 * MINUTE, this::isOneAlone);
    check(isOneAlone(), "18 stop", "a stop does not end");
    lives.forEach(life -> life.parts.heal());
    advance(now() + longestRecovery(), this::isEmptied);
    check(
        isEmptied() || current.auditor.isGone(),
        "15 liveness",
        "%d events are held long after everything healed",
        current.parts.tally.held());
    if (!current.auditor.isGone()) {
      sendFreshOnes();
    }
  }

  /** Whether the latest pipeline has its end, or none, before it. */
  private boolean isOneAlone() {
    return !startPending && active.stream().allMatch(life -> life == current || life.isDrained());
  }

  /** As long as all waits in a row may take, twice. */
  private long longestRecovery() {
    long pause = Math.max(0, current.auditor.conduct().quietUntilAtMost() - now());
    long waits = pause + 2 * current.parts.config.retry().maxBackoff().toNanos() + 12 * MINUTE;
    long exchanges =
        SimNetwork.longestNanos(current.parts.config.delivery().requestTimeout().toNanos())
            + 2000 * world.scenario.rttNanos();
    long linger = current.parts.config.batch().linger().toNanos();
    long parts = Math.max(0, current.auditor.latestDueAt() - now());
    return parts + 2 * (waits + exchanges + linger + current.auditor.longestPaceNanos());
  }

  private boolean isEmptied() {
    return current.auditor.isEmpty();
  }

  /** One after another arrives in time, and the gate closes over them. */
  private void sendFreshOnes() {
    if (current.parts.network.open().isEmpty()
        && current.auditor.conduct().isAtEase(now())
        && current.parts.tokens == null) {
      sendFreshOne(0);
    }
    recover();
    advance(now() + longestRecovery(), this::hasItsTokens);
    check(hasItsTokens(), "15 liveness", "no token long after everything healed");
    for (int i = 0; i < FRESH_EVENTS; i++) {
      long quiet = Math.max(0, current.auditor.conduct().quietUntilAtMost() - now());
      sendFreshOne(quiet + current.parts.config.retry().maxBackoff().toNanos());
    }
    check(gate() == Gate.CLOSED, "11 breaker", "%s though everything arrives", gate());
  }

  private Gate gate() {
    return current.parts.probe.gate(world.clock.nanos());
  }

  private boolean hasItsTokens() {
    return current.parts.tokens == null || current.parts.tokens.isRenewed();
  }

  /**
   * Events that come again and again find the way, however shortly each may wait for it. The first
   * that arrives may be the probe of a hold, and the breaker open behind it for longer than that.
   */
  private void recover() {
    long delivered = current.parts.tally.total(Fate.DELIVERED);
    long limit = now() + longestRecovery();
    while (now() < limit
        && (current.parts.tally.total(Fate.DELIVERED) == delivered || gate() == Gate.OPEN)) {
      current.parts.callers.log(Severity.INFO, 10, 1);
      advance(limit, this::isEmptied);
    }
    check(
        current.parts.tally.total(Fate.DELIVERED) > delivered,
        "15 liveness",
        "nothing arrives long after everything healed");
  }

  /** An event arrives within its linger, two round trips, and what the endpoint is waited for. */
  private void sendFreshOne(long waitNanos) {
    current.parts.callers.log(Severity.INFO, 10, 1);
    long delivered = current.parts.tally.total(Fate.DELIVERED);
    long linger = current.parts.config.batch().linger().toNanos();
    long bound = linger + 2 * world.scenario.rttNanos() + 3 * MILLI;
    advance(now() + bound + waitNanos, this::isEmptied);
    check(
        current.parts.tally.total(Fate.DELIVERED) == delivered + 1,
        "15 liveness",
        "a fresh event does not arrive");
  }

  private void end() {
    for (Life life : lives) {
      await(life, budgetOf(life) + 200 * MILLI, life::isDrained);
      check(life.isDrained(), "18 stop", "a drain does not end");
    }
    for (Life life : lives) {
      await(life, life.longestAfterlifeNanos(), life::isOver);
      check(life.isOver(), "18 stop", "an exchange that was given up does not come back");
    }
    while (world.timeline.nextAt() <= now()) {
      world.timeline.next(); // callers who were sent away as the last drain ended
    }
    giveUpWhatWasLeft();
    lives.forEach(Life::checkAtEnd);
    while (world.timeline.nextAt() != Timeline.NEVER) {
      world.timeline.next(); // what the server still applies
    }
    world.oracle.checkDuplicates();
  }

  private static long budgetOf(Life life) {
    return life.parts.config.shutdownTimeout().toNanos();
  }

  private void giveUpWhatWasLeft() {
    world.clock.advanceTo(now() + LONGEST_STAY_NANOS);
    for (int i = lives.size() - 1; i >= 0; i--) { // what is handed on is the latest one's
      for (BatchId batch : lives.get(i).left()) {
        giveUp(lives.get(i), batch);
      }
    }
  }

  private void giveUp(Life life, BatchId batch) {
    LaneEvents lane = world.oracle.lane(batch.epoch(), batch.lane());
    int index = lane.firstFrom(batch.first());
    for (; index < lane.size() && lane.position(index) <= batch.last(); index++) {
      if (lane.fate(index) == Fate.LEFT) {
        check(life.isLeftInVain(), "1 conservation", "%s was left and nobody has it", batch);
        lane.giveUp(index);
        world.sometimes.reached("left in vain");
      }
    }
  }

  // What happens from outside

  private void perform(WorkStep step) {
    world.trace.add(step.amount());
    if (Trace.TOLD) {
      world.trace.tell("%s", step);
    }
    switch (step.kind()) {
      case LOG -> log(step);
      case LOG_NESTED -> current.parts.callers.logNested(Severity.INFO, 20, step.size());
      case FLUSH -> flush(step.amount());
      case SNAPSHOT -> current.snapshot();
      case OUTAGE -> world.server.startOutage(step.size(), now() + step.amount());
      case PAUSE -> pause(step.amount());
      case WALL_JUMP -> world.clock.jumpWallClock(step.amount());
      case REVOKE_TOKENS -> world.issuer.revokeAll();
      case REPLACE_FILES -> replaceFiles();
      case SPURIOUS_WAKE -> List.copyOf(active).forEach(Life::wakeSpuriously);
      case RESTART -> restart(step.amount());
      case REPLACE -> replace();
      case STOP -> stop();
    }
  }

  private void log(WorkStep step) {
    Severity severity = Severity.ofRank((int) (step.amount() % 8));
    current.parts.callers.log(severity, step.size(), (int) (step.amount() / 8));
  }

  private void flush(long atMostNanos) {
    world.sometimes.reached("flush");
    current.flush(atMostNanos);
  }

  private void pause(long nanos) {
    world.clock.advanceTo(now() + nanos);
    lives.forEach(life -> life.auditor.stoodStill()); // one that is over may have callers yet
  }

  private void replaceFiles() {
    for (Life life : active) {
      life.parts.network.replaceFiles();
      if (life.parts.tokens != null) {
        life.parts.tokens.replaceFile();
      }
    }
  }

  // Pipelines

  private void start() {
    startPending = false;
    current = new Life(world, lives.size());
    lives.add(current);
    active.add(current);
  }

  /** As Logback does it: the old one stops, then the new one starts. */
  private void restart(long gapNanos) {
    if (current.isStopping()) {
      return;
    }
    startPending = true;
    current.stop(
        () -> {
          if (!stopped) {
            world.timeline.in(gapNanos, this::startAgain);
          }
        });
  }

  private void startAgain() {
    if (stopped) {
      startPending = false;
    } else {
      start();
    }
  }

  /** As Log4j2 does it: the new one starts, then the old one stops. */
  private void replace() {
    if (!current.isStopping()) {
      Life old = current;
      start();
      old.stop(() -> {});
    }
  }

  private void stop() {
    stopped = true;
    if (!current.isStopping()) {
      current.stop(() -> {});
    }
  }

  // Time

  /** Lets time pass up to a limit, or until there is nothing more to wait for. */
  private void advance(long limitNanos, BooleanSupplier until) {
    while (!until.getAsBoolean()) {
      Life first = active.get(0);
      for (int i = 1; i < active.size(); i++) {
        first = active.get(i).wakeAtNanos() < first.wakeAtNanos() ? active.get(i) : first;
      }
      long nextAt = world.timeline.nextAt();
      long wakeAt = first.wakeAtNanos();
      if (Math.min(nextAt, wakeAt) > limitNanos) {
        world.clock.advanceTo(limitNanos);
        return;
      }
      if (nextAt <= wakeAt) {
        world.timeline.next();
      } else {
        world.clock.advanceTo(wakeAt);
        first.work();
        if (active.size() > 1 && first.isOver() && first != current) {
          active.remove(first);
        }
      }
    }
  }

  /** Gives a pipeline time for something, and again where the world stood still in the meantime. */
  private void await(Life life, long nanos, BooleanSupplier until) {
    long begin;
    do {
      begin = Math.max(now(), life.auditor.standstillEndedAt());
      advance(begin + nanos, until);
    } while (!until.getAsBoolean() && life.auditor.standstillEndedAt() > begin);
  }

  private long now() {
    return world.clock.elapsed();
  }

  private static void check(boolean holds, String invariant, String detail, Object... values) {
    Violation.check(holds, invariant, detail, values);
  }

  /**
   * What a run leaves behind.
   *
   * @param traceHash equal for equal runs
   */
  record Outcome(int steps, long traceHash) {}
}
