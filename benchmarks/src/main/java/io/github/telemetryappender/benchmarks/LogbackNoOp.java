package io.github.telemetryappender.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;

/**
 * The floor on Logback: takes events on the caller's thread and does nothing with them. It keeps
 * the last one in a field: where nobody ever looks at an event the compiler does not even make it,
 * which no appender that does anything can have.
 */
public final class LogbackNoOp extends UnsynchronizedAppenderBase<ILoggingEvent> {

  @SuppressWarnings("unused") // written, so that there is an event
  private @Nullable ILoggingEvent last;

  @Override
  protected void append(ILoggingEvent event) {
    last = event;
  }
}
