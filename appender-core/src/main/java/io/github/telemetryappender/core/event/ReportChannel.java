package io.github.telemetryappender.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Where the appender speaks about itself: Logback's StatusManager, Log4j2's StatusLogger. Never a
 * logger. Implementations are thread-safe, return soon and do not throw.
 */
public interface ReportChannel {

  /** Something a user may want to know: started, recovered. */
  void info(String message);

  /** Something is wrong with shipping, not with the application. */
  void warn(String message, @Nullable Throwable cause);

  /** As {@link #warn(String, Throwable)} where there is no exception to show. */
  default void warn(String message) {
    warn(message, null);
  }
}
