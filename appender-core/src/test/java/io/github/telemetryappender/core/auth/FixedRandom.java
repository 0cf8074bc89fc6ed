package io.github.telemetryappender.core.auth;

import java.util.random.RandomGenerator;

/** Draws always the lowest or always the highest number. */
enum FixedRandom implements RandomGenerator {
  LOWEST,
  HIGHEST;

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("draw with a bound");
  }

  @Override
  public long nextLong(long bound) {
    return this == LOWEST ? 0 : bound - 1;
  }
}
