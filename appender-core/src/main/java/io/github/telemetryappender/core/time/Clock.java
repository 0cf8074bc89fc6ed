package io.github.telemetryappender.core.time;

/**
 * The two clocks of a process: a monotonic one for every decision, and the wall clock for what
 * leaves the process. Implementations are thread-safe and never throw.
 */
public interface Clock {

  /**
   * Monotonic time in nanoseconds with an arbitrary origin, as {@link System#nanoTime()}. Compare
   * two readings by subtraction only.
   */
  long nanos();

  /**
   * Wall-clock time in milliseconds since 1970-01-01T00:00:00Z; it may jump in either direction.
   */
  long epochMillis();

  /** The clocks of the machine. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
