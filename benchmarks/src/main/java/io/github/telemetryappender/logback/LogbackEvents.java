package io.github.telemetryappender.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.telemetryappender.core.event.EventSource;

/** Opens to the benchmarks how the appender reads an event. */
public final class LogbackEvents {

  private LogbackEvents() {}

  /** Without an encoder. */
  public static EventSource<ILoggingEvent> source() {
    return new LogbackEventSource(null);
  }
}
