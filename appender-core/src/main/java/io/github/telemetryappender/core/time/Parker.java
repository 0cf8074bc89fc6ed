package io.github.telemetryappender.core.time;

/**
 * Lets one thread rest until somebody has work for it. An {@link #unpark()} that comes before the
 * {@link #park(long)} it is meant for is remembered once, as with {@link
 * java.util.concurrent.locks.LockSupport}.
 */
public interface Parker {

  /**
   * Rests for at most {@code nanos} nanoseconds; may return early without a reason. Called by the
   * resting thread alone.
   */
  void park(long nanos);

  /** Ends the current or the next {@link #park(long)}. Any thread; never blocks. */
  void unpark();
}
