package io.github.telemetryappender.core.time;

/** The machine's clocks: the one home of {@link System#nanoTime()}. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }
}
