package io.github.telemetryappender.demo;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every application the same lines at a set rate. A step function: {@link #feed} hands over
 * what is due and returns. Used by one thread.
 */
final class Feeder {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Lines lines;
  private final List<Application> applications;
  private final int eventsPerSecond;
  private long given;

  Feeder(Lines lines, List<Application> applications, int eventsPerSecond) {
    this.lines = lines;
    this.applications = List.copyOf(applications);
    this.eventsPerSecond = eventsPerSecond;
  }

  /**
   * Hands over the lines that are due.
   *
   * @param elapsedNanos since the first call
   * @return false when the text has ended
   * @throws IOException where the text cannot be read, or an application has gone
   */
  boolean feed(long elapsedNanos) throws IOException {
    for (long due = due(elapsedNanos); given < due; given++) {
      @Nullable String line = lines.next();
      if (line == null) {
        return false;
      }
      for (Application application : applications) {
        application.give(line);
      }
    }
    return true;
  }

  private long due(long elapsedNanos) {
    return (long) (elapsedNanos / NANOS_PER_SECOND * eventsPerSecond);
  }
}
