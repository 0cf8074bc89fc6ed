package io.github.telemetryappender.core.herd;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How the random part of a wait is drawn, by giving the production classes another source of
 * chance: whatever they draw evenly from {@code 0..bound - 1} is drawn otherwise.
 */
enum Jitter {
  FULL {
    @Override
    RandomGenerator drawnBy(SplittableRandom random) {
      return random;
    }
  },
  /** Evenly from 50 % to 150 % of two thirds of the longest wait. */
  HALF {
    @Override
    RandomGenerator drawnBy(SplittableRandom random) {
      return new Bounded(random, bound -> (long) (bound * (1 + 2 * random.nextDouble()) / 3));
    }
  },
  /** Evenly from 80 % to 120 % of five sixths of the longest wait. */
  FIFTH {
    @Override
    RandomGenerator drawnBy(SplittableRandom random) {
      return new Bounded(random, bound -> (long) (bound * (2 + random.nextDouble()) / 3));
    }
  },
  /** Each wait evenly from the base to three times the one before, up to the longest. */
  DECORRELATED {
    @Override
    RandomGenerator drawnBy(SplittableRandom random) {
      return new Decorrelated(random);
    }
  },
  NONE {
    @Override
    RandomGenerator drawnBy(SplittableRandom random) {
      return new Bounded(random, bound -> bound - 1);
    }
  };

  /** The chance an appender is given. */
  abstract RandomGenerator drawnBy(SplittableRandom random);

  private interface Draw {
    long below(long bound);
  }

  private record Bounded(SplittableRandom random, Draw draw) implements RandomGenerator {

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
      return Math.min(bound - 1, draw.below(bound));
    }
  }

  private static final class Decorrelated implements RandomGenerator {

    private static final long BASE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SplittableRandom random;
    private long previousNanos = BASE_NANOS;

    Decorrelated(SplittableRandom random) {
      this.random = random;
    }

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
      if (bound <= BASE_NANOS) {
        previousNanos = BASE_NANOS; // the first failure after a success
      }
      long drawn = BASE_NANOS + random.nextLong(3 * previousNanos - BASE_NANOS);
      previousNanos = Math.min(TimeUnit.SECONDS.toNanos(60), drawn);
      return Math.min(bound - 1, previousNanos);
    }
  }
}
