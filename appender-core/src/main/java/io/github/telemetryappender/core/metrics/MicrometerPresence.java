package io.github.telemetryappender.core.metrics;

/** Tells whether Micrometer is there, by name alone. */
final class MicrometerPresence {

  private static final String GLOBAL_REGISTRY = "io.micrometer.core.instrument.Metrics";

  private MicrometerPresence() {}

  /**
   * Initializes nothing: the first use of Micrometer logs, and logging may be starting just now.
   */
  static boolean isThere() {
    try {
      Class.forName(GLOBAL_REGISTRY, false, MicrometerPresence.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }
}
