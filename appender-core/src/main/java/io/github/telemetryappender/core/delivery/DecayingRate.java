package io.github.telemetryappender.core.delivery;

/**
 * How often something happens, of late: what was long ago counts less and less. It knows only the
 * time it is told of, so a time that should not count is left out. One thread.
 */
final class DecayingRate {

  private final double memoryNanos;
  private double count;
  private double nanos;

  /**
   * @param memoryNanos after which something counts {@code 1/e} of what it did
   */
  DecayingRate(double memoryNanos) {
    this.memoryNanos = memoryNanos;
  }

  /** So much time went by, more than none, in which it happened so many times, evenly. */
  void add(long elapsedNanos, double times) {
    double kept = Math.exp(-elapsedNanos / memoryNanos);
    double remembered = memoryNanos * (1 - kept);
    count = count * kept + times * remembered / elapsedNanos;
    nanos = nanos * kept + remembered;
  }

  /** Times per nanosecond; 0 as long as nothing is known. */
  double perNano() {
    return nanos == 0 ? 0 : count / nanos;
  }
}
