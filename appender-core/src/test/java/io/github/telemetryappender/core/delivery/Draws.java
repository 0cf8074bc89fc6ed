package io.github.telemetryappender.core.delivery;

import java.util.random.RandomGenerator;

/** Draws always the same share of what may be drawn: 0 the least, 1 the most. */
final class Draws implements RandomGenerator {

  static final RandomGenerator LOWEST = new Draws(0);
  static final RandomGenerator MIDDLE = new Draws(0.5);
  static final RandomGenerator HIGHEST = new Draws(1);

  private final double share;

  private Draws(double share) {
    this.share = share;
  }

  @Override
  public long nextLong(long bound) {
    return Math.round(share * (bound - 1));
  }

  @Override
  public double nextDouble() {
    return share;
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("nobody here wants just any number");
  }
}
