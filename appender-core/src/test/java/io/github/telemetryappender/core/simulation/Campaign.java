package io.github.telemetryappender.core.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs one seed after another on as many threads as there are processors, until the time is up, all
 * are done, or one fails. Says every minute how far it is; from there another one can go on.
 */
final class Campaign {

  private static final long TOLD_EVERY_NANOS = 60 * Scenario.SECOND;

  /**
   * Every so many seeds one is run twice; no multiple of those that are packed smaller, which would
   * leave out all others.
   */
  private static final int REPEATED_EVERY = 37;

  private final long firstSeed;
  private final long endSeed;
  private final long budgetNanos;
  private final long beganAtNanos = System.nanoTime();
  private final AtomicLong nextSeed;
  private final AtomicLong steps = new AtomicLong();
  private final AtomicReference<Long> failedSeed = new AtomicReference<>();
  private final Set<Long> unequalSeeds = new ConcurrentSkipListSet<>();
  private final Set<Long> underWay = new ConcurrentSkipListSet<>();
  private final Sometimes sometimes = new Sometimes();
  private long toldAtNanos = beganAtNanos;

  Campaign(long firstSeed, long mostSeeds, Duration budget) {
    this.firstSeed = firstSeed;
    this.endSeed = mostSeeds > Long.MAX_VALUE - firstSeed ? Long.MAX_VALUE : firstSeed + mostSeeds;
    this.budgetNanos = budget.toNanos();
    this.nextSeed = new AtomicLong(firstSeed);
  }

  /** Comes back when it is over. */
  void run() throws InterruptedException {
    List<Runner> runners = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Runner runner = new Runner();
      runners.add(runner);
      runner.start();
    }
    for (Runner runner : runners) {
      runner.join();
      if (runner.thrown != null) {
        throw new AssertionError("a run broke down", runner.thrown);
      }
      sometimes.add(runner.own);
    }
  }

  /** The first seed found that breaks an invariant; null for none. */
  Long failedSeed() {
    return failedSeed.get();
  }

  /** Those that did not run the same when they ran again. */
  Set<Long> unequalSeeds() {
    return new TreeSet<>(unequalSeeds);
  }

  Sometimes sometimes() {
    return sometimes;
  }

  private boolean isOver() {
    return failedSeed.get() != null || System.nanoTime() - beganAtNanos >= budgetNanos;
  }

  private synchronized void tell() {
    if (System.nanoTime() - toldAtNanos >= TOLD_EVERY_NANOS) {
      toldAtNanos = System.nanoTime();
      System.out.println("Simulation: " + this);
    }
  }

  /** All seeds before it are done. */
  private long doneBefore() {
    long next = Math.min(nextSeed.get(), endSeed);
    for (Long seed : underWay) {
      next = Math.min(next, seed);
    }
    return next;
  }

  @Override
  public String toString() {
    long seeds = doneBefore() - firstSeed;
    double seconds = (System.nanoTime() - beganAtNanos) / 1e9;
    String end =
        failedSeed.get() == null
            ? "no violation; go on with -Dsimulation.from=" + doneBefore()
            : "seed " + failedSeed.get() + " fails";
    return "seeds %d..%d (%,d) in %.0f s, %,d steps of delivery threads, %s"
        .formatted(firstSeed, doneBefore() - 1, seeds, seconds, steps.get(), end);
  }

  /** A thread that takes seed after seed. */
  private final class Runner extends Thread {

    private final Sometimes own = new Sometimes();
    private Throwable thrown;

    Runner() {
      super("simulation");
    }

    @Override
    public void run() {
      try {
        while (!isOver() && runNext()) {
          tell();
        }
      } catch (Throwable broken) {
        thrown = broken;
        failedSeed.compareAndSet(null, firstSeed);
      }
    }

    private boolean runNext() {
      long seed = nextSeed.getAndIncrement();
      if (seed >= endSeed) {
        return false;
      }
      underWay.add(seed);
      try {
        Simulation.Outcome outcome = Simulation.run(Scenario.of(seed), own);
        steps.addAndGet(outcome.steps());
        own.endRun();
        boolean repeated = seed % REPEATED_EVERY == 0;
        if (repeated && !Simulation.run(Scenario.of(seed), new Sometimes()).equals(outcome)) {
          unequalSeeds.add(seed);
        }
      } catch (Violation violation) {
        failedSeed.compareAndSet(null, seed);
      }
      underWay.remove(seed);
      return true;
    }
  }
}
