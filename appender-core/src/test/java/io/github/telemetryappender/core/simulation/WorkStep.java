package io.github.telemetryappender.core.simulation;

/**
 * Something that happens from outside at a given time.
 *
 * @param atNanos since the run began
 * @param amount what the kind says
 * @param size what the kind says
 */
record WorkStep(long atNanos, Kind kind, long amount, int size) {

  enum Kind {
    /** Logs {@code amount / 8} events of the severity with rank {@code amount % 8}. */
    LOG,
    /** Flushes for at most {@code amount} nanoseconds. */
    FLUSH,
    SNAPSHOT,
    /** The endpoint is away for {@code amount} nanoseconds, in the way numbered {@code size}. */
    OUTAGE,
    /** Everything stands still for {@code amount} nanoseconds but time. */
    PAUSE,
    /** The wall clock jumps by {@code amount} milliseconds. */
    WALL_JUMP,
    /** Every token issued so far is worth nothing any more. */
    REVOKE_TOKENS,
    /** The delivery thread is woken without a reason. */
    SPURIOUS_WAKE,
    STOP
  }
}
