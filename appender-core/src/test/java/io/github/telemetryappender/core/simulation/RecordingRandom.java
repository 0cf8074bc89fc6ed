package io.github.telemetryappender.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The delivery side's chance: seeded, and every bounded draw is remembered for the auditor. */
final class RecordingRandom implements RandomGenerator {

  private final SplittableRandom random;
  private final List<Long> draws = new ArrayList<>();

  RecordingRandom(SplittableRandom random) {
    this.random = random;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public long nextLong(long bound) {
    long drawn = random.nextLong(bound);
    draws.add(drawn);
    return drawn;
  }

  /** The draws since the last call. */
  List<Long> takeDraws() {
    List<Long> taken = List.copyOf(draws);
    draws.clear();
    return taken;
  }
}
