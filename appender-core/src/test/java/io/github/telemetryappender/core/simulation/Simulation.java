package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.MINUTE;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.delivery.FlushResult;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.Fate;
import io.github.telemetryappender.core.time.Parker;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * One run: chaos as the scenario has it, then a healed world, then the drain. The delivery thread
 * is a pair of moments here: when its rest is over, and when somebody unparked it.
 */
final class Simulation implements Parker {

  private static final int MOST_STEPS_AT_A_TIME = 5_000;
  private static final long MOST_LATE_WAKING_NANOS = 900_000;

  private final Scenario scenario;
  private final SimParts parts;
  private final Auditor auditor;
  private final SplittableRandom random;

  private long wakeAtNanos;
  private boolean unparked;
  private boolean stopping;
  private boolean drained;
  private int steps;

  private Simulation(Scenario scenario, Sometimes sometimes) {
    this.scenario = scenario;
    this.random = scenario.random(6);
    this.parts = new SimParts(scenario, this, sometimes);
    this.auditor = new Auditor(parts);
    parts.network.onSend(
        exchange -> {
          parts.trace.add(exchange.batch.hashCode(), parts.clock.elapsed(), exchange);
          auditor.begins(exchange);
        });
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
      simulation.parts.close();
    }
    return new Outcome(simulation.steps, simulation.parts.trace.hash());
  }

  /** Runs the scenario of a seed; null where all invariants hold. For other class loaders. */
  static String failureOf(long seed) {
    try {
      run(Scenario.of(seed), new Sometimes());
      return null;
    } catch (Violation violation) {
      return violation.getMessage();
    }
  }

  private void run() {
    chaos();
    if (!stopping) {
      heal();
      stop();
    }
    drainAndCheck();
  }

  // Phases

  private void chaos() {
    for (WorkStep step : scenario.steps()) {
      parts.timeline.at(step.atNanos(), () -> perform(step));
    }
    advance(scenario.horizonNanos(), () -> stopping);
  }

  private void heal() {
    parts.network.heal();
    if (parts.tokens != null) {
      parts.tokens.heal();
    }
    long limit = parts.clock.elapsed() + longestRecovery();
    advance(limit, () -> parts.oracle.count(Fate.HELD) == 0);
    check(
        parts.oracle.count(Fate.HELD) == 0 || auditor.isGone(),
        "15 liveness",
        "%d events are held long after everything healed",
        parts.oracle.count(Fate.HELD));
    if (isAtEase()) {
      sendAFreshOne();
    }
  }

  /** As long as all waits in a row may take, twice. */
  private long longestRecovery() {
    long pause = Math.max(0, auditor.spacing().pausedUntilNanos() - parts.clock.elapsed());
    long waits = pause + pause / 5 + 2 * parts.config.retry().maxBackoff().toNanos() + 12 * MINUTE;
    long exchanges =
        parts.config.delivery().requestTimeout().toNanos() + 2000 * scenario.rttNanos();
    long linger = parts.config.batch().linger().toNanos();
    return 2 * (waits + exchanges + linger + auditor.longestPaceNanos());
  }

  private boolean isAtEase() {
    return parts.network.open().isEmpty()
        && auditor
            .spacing()
            .isAtEase(parts.config.retry().maxBackoff().toNanos(), parts.clock.elapsed())
        && !auditor.isGone()
        && parts.tokens == null;
  }

  private void sendAFreshOne() {
    int before = parts.network.sent();
    parts.callers.log(Severity.INFO, 10);
    long bound = parts.config.batch().linger().toNanos() + 2 * scenario.rttNanos() + 2 * MILLI;
    advance(parts.clock.elapsed() + bound, () -> parts.oracle.count(Fate.HELD) == 0);
    check(parts.network.sent() > before, "15 liveness", "a fresh event is not sent");
    check(
        parts.oracle.count(Fate.HELD) == 0 || auditor.isGone(),
        "15 liveness",
        "a fresh event does not arrive");
  }

  private void drainAndCheck() {
    long budget = parts.config.shutdownTimeout().toNanos();
    advance(parts.clock.elapsed() + budget + 200 * MILLI, () -> drained);
    check(drained, "18 stop", "the drain does not end");
    long lastAnswer = parts.config.delivery().requestTimeout().toNanos() + SECOND;
    advance(parts.clock.elapsed() + lastAnswer, parts.loop::isOver);
    check(parts.loop.isOver(), "18 stop", "an exchange that was given up does not come back");
    checkAtEnd();
  }

  private void checkAtEnd() {
    check(parts.oracle.count(Fate.HELD) == 0, "1 conservation", "events are held after the end");
    check(parts.bodyMemory.usedBytes() == 0, "5 memory", "bodies are left");
    LedgerSnapshot ledger = parts.loop.snapshot();
    parts.trace.add(ledger.toString().hashCode());
    ledger.attemptsByOutcome().keySet().forEach(name -> parts.sometimes.reached("action " + name));
    ledger.lostByReason().keySet().forEach(name -> parts.sometimes.reached("lost " + name));
    parts.callers.refused().keySet().forEach(why -> parts.sometimes.reached("dropped " + why));
    parts
        .callers
        .refused()
        .forEach(
            (reason, count) ->
                check(
                    parts.door.of(reason) == count,
                    "1 conservation",
                    "%d dropped for %s",
                    count,
                    reason));
    while (parts.timeline.nextAt() != Timeline.NEVER) {
      parts.timeline.next(); // what the server still applies
    }
    for (LaneKind kind : LaneKind.values()) {
      parts.oracle.lane(kind).checkDuplicates();
    }
  }

  // What happens from outside

  private void perform(WorkStep step) {
    parts.trace.add(step.amount(), parts.clock.elapsed(), step);
    switch (step.kind()) {
      case LOG -> log(step);
      case FLUSH -> flush(step.amount());
      case SNAPSHOT ->
          parts.mailbox.accept(() -> parts.trace.add(parts.loop.snapshot().heldBytes()));
      case OUTAGE -> parts.network.startOutage(step.size(), parts.clock.elapsed() + step.amount());
      case PAUSE -> {
        parts.clock.advanceTo(parts.clock.elapsed() + step.amount());
        auditor.stoodStill();
      }
      case WALL_JUMP -> parts.clock.jumpWallClock(step.amount());
      case REVOKE_TOKENS -> {
        if (parts.tokens != null) {
          parts.tokens.revokeAll();
        }
      }
      case SPURIOUS_WAKE -> {
        if (!unparked && wakeAtNanos > parts.clock.elapsed()) {
          work(true);
        }
      }
      case STOP -> stop();
    }
  }

  private void log(WorkStep step) {
    Severity severity = Severity.ofRank((int) (step.amount() % 8));
    for (long i = 0; i < step.amount() / 8; i++) {
      parts.callers.log(severity, step.size());
    }
  }

  private void flush(long atMostNanos) {
    parts.sometimes.reached("flush");
    CompletableFuture<FlushResult> result = new CompletableFuture<>();
    parts.mailbox.accept(
        () -> {
          auditor.flushBegins(result, atMostNanos);
          parts.loop.flush(atMostNanos, result);
        });
  }

  private void stop() {
    stopping = true;
    parts.lanes.seal();
    long budgetNanos = parts.config.shutdownTimeout().toNanos();
    parts.mailbox.accept(
        () -> {
          auditor.drainBegins(budgetNanos);
          parts.loop.drain(budgetNanos, this::drained);
        });
  }

  private void drained() {
    check(!drained, "18 stop", "the drain ends twice");
    drained = true;
    auditor.drainEnded();
    parts.network.close();
    parts.credentials.close();
  }

  // The delivery thread

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
    boolean late = random.nextDouble() < scenario.rate(Fault.LATE_WAKING);
    long delay = late ? random.nextLong(MOST_LATE_WAKING_NANOS) : 0;
    wakeAtNanos = Math.min(wakeAtNanos, parts.clock.elapsed() + delay);
  }

  /** Lets time pass up to a limit, or until there is nothing more to wait for. */
  private void advance(long limitNanos, BooleanSupplier until) {
    while (!until.getAsBoolean()) {
      long next = Math.min(parts.timeline.nextAt(), wakeAtNanos);
      if (next > limitNanos) {
        parts.clock.advanceTo(limitNanos);
        return;
      }
      if (parts.timeline.nextAt() <= wakeAtNanos) {
        parts.timeline.next();
      } else {
        parts.clock.advanceTo(wakeAtNanos);
        work(false);
      }
    }
  }

  private void work(boolean withoutReason) {
    boolean spurious = withoutReason;
    long rest;
    int stepsInRow = 0;
    do {
      unparked = false;
      rest = step(spurious);
      spurious = false;
      check(++stepsInRow < MOST_STEPS_AT_A_TIME, "16 wake-ups", "the loop does not come to rest");
    } while (rest == 0);
    wakeAtNanos =
        unparked || rest > Long.MAX_VALUE - parts.clock.elapsed()
            ? unparked ? parts.clock.elapsed() : Timeline.NEVER
            : parts.clock.elapsed() + rest;
  }

  private long step(boolean withoutReason) {
    steps++;
    auditor.stepBegins(withoutReason);
    long rest;
    try {
      rest = parts.loop.doWork(parts.clock.nanos());
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | Error e) {
      throw new Violation("a step threw", e);
    }
    check(rest >= 0, "16 wake-ups", "a rest of %d ns", rest);
    parts.trace.add(parts.clock.elapsed());
    parts.trace.add(rest, parts.clock.elapsed(), "rests " + rest);
    auditor.stepEnds();
    return rest;
  }

  /**
   * What a run leaves behind.
   *
   * @param traceHash equal for equal runs
   */
  record Outcome(int steps, long traceHash) {}
}
