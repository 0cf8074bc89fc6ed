package io.github.telemetryappender.logback;

import ch.qos.logback.core.spi.ContextAware;
import io.github.telemetryappender.core.event.ReportChannel;
import org.jspecify.annotations.Nullable;

/**
 * Logback's StatusManager, with the appender as the origin of each line. Never above WARN: Spring
 * Boot ends an application's start for a single status of level ERROR.
 */
final class LogbackReports implements ReportChannel {

  private final ContextAware appender;

  LogbackReports(ContextAware appender) {
    this.appender = appender;
  }

  @Override
  public void info(String message) {
    appender.addInfo(message);
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    if (cause == null) {
      appender.addWarn(message);
    } else {
      appender.addWarn(message, cause);
    }
  }
}
