package io.github.telemetryappender.core.metrics;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The readings in the application's metrics library, where it has one. No thread and no polling of
 * their own: they are read when somebody reads the meters. Any thread.
 */
public interface Meters extends AutoCloseable {

  /** Where there is no Micrometer. */
  Meters NONE =
      new Meters() {
        @Override
        public boolean show() {
          return true;
        }

        @Override
        public void close() {}
      };

  /**
   * Meters in Micrometer's global registry, or {@link #NONE} where Micrometer is not on the class
   * path. Shows nothing yet.
   *
   * @param onFailure hears in one line that Micrometer could not be used
   */
  static Meters of(String appender, Supplier<Readings> readings, Consumer<String> onFailure) {
    return MicrometerPresence.isThere()
        ? new MicrometerMeters(appender, readings, onFailure)
        : NONE;
  }

  /**
   * Shows them, and what has come up since, to those who watch. May load Micrometer's classes;
   * never throws.
   *
   * @return false where nobody watches yet, so that it is worth another call later
   */
  boolean show();

  /** Takes off what is shown. Idempotent; never throws. */
  @Override
  void close();
}
