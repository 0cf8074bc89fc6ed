package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.event.ReportChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;

/**
 * Log4j2's StatusLogger. Whether a start was refused is known only once it is over, so warnings
 * given until then wait: the last one of a refused start is the refusal and becomes the one ERROR.
 * Everything else is WARN or INFO. Thread-safe.
 */
final class Log4j2Reports implements ReportChannel {

  private record Warning(String message, @Nullable Throwable cause) {}

  private final Logger statusLogger = StatusLogger.getLogger();
  private final List<Warning> waiting = new ArrayList<>(); // guarded by itself
  private boolean started; // guarded by waiting

  @Override
  public void info(String message) {
    statusLogger.info(message);
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    Warning warning = new Warning(message, cause);
    if (!waits(warning)) {
      log(Level.WARN, warning);
    }
  }

  private boolean waits(Warning warning) {
    synchronized (waiting) {
      return !started && waiting.add(warning);
    }
  }

  /** The start is over, well or not; what waited is said now. Called once. */
  void startedAs(Start start) {
    List<Warning> early = endWaiting();
    int last = early.size() - 1;
    for (int i = 0; i <= last; i++) {
      boolean refusal = start == Start.REFUSED && i == last;
      log(refusal ? Level.ERROR : Level.WARN, early.get(i));
    }
  }

  private List<Warning> endWaiting() {
    synchronized (waiting) {
      started = true;
      List<Warning> early = List.copyOf(waiting);
      waiting.clear();
      return early;
    }
  }

  private void log(Level level, Warning warning) {
    statusLogger.log(level, warning.message(), warning.cause());
  }

  /** How a start ended. */
  enum Start {
    RUNNING,
    REFUSED
  }
}
