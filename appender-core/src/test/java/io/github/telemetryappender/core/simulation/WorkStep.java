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
    /**
     * Logs {@code amount / 8} events of the severity with rank {@code amount % 8}, with {@code
     * size} characters each.
     */
    LOG,
    /** Logs an event that logs another while it is read, {@code size} times in each other. */
    LOG_NESTED,
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
    /** Somebody has replaced the files behind credential, certificates and keys. */
    REPLACE_FILES,
    /** The delivery thread is woken without a reason. */
    SPURIOUS_WAKE,
    /** The pipeline stops, and another one starts {@code amount} nanoseconds after its end. */
    RESTART,
    /** Another pipeline starts, then this one stops. */
    REPLACE,
    STOP
  }
}
