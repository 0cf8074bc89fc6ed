package io.github.telemetryappender.it;

import java.util.function.Supplier;

/** The frameworks that every story runs with. */
enum Framework {
  LOGBACK(LogbackFramework::new),
  LOG4J2(Log4j2Framework::new);

  private final Supplier<LoggingFramework> constructor;

  Framework(Supplier<LoggingFramework> constructor) {
    this.constructor = constructor;
  }

  /** One of its own, not started. */
  LoggingFramework create() {
    return constructor.get();
  }
}
