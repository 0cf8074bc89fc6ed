package io.github.telemetryappender.core.auth;

/** A point in monotonic time at which something is due, or none. */
final class Alarm {

  private boolean set;
  private long atNanos;

  void at(long nanos) {
    set = true;
    atNanos = nanos;
  }

  /** Moves it forward, if it is set. */
  void atTheLatest(long nanos) {
    if (set && nanos - atNanos < 0) {
      atNanos = nanos;
    }
  }

  void clear() {
    set = false;
  }

  boolean isDue(long nowNanos) {
    return set && nowNanos - atNanos >= 0;
  }

  boolean isPending(long nowNanos) {
    return set && nowNanos - atNanos < 0;
  }

  /** Nanoseconds until it is due, 0 when it is, {@link Long#MAX_VALUE} for none. */
  long restNanos(long nowNanos) {
    return set ? Math.max(0, atNanos - nowNanos) : Long.MAX_VALUE;
  }
}
