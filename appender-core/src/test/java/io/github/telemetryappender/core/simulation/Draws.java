package io.github.telemetryappender.core.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The delivery side's chance: seeded, and every bounded draw is remembered for the auditor. */
final class Draws implements RandomGenerator {

  private final SplittableRandom random;
  private long[] drawn = new long[8];
  private int count;

  Draws(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public long nextLong(long bound) {
    long value = random.nextLong(bound);
    if (count == drawn.length) {
      drawn = Arrays.copyOf(drawn, count * 2);
    }
    drawn[count++] = value;
    return value;
  }

  /** How many there were since they were last forgotten. */
  int count() {
    return count;
  }

  long get(int index) {
    return drawn[index];
  }

  void forget() {
    count = 0;
  }
}
