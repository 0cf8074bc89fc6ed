package io.github.telemetryappender.benchmarks;

import java.nio.file.Path;

/** A framework, configured from a file, with a logger to write to. Any thread. */
interface EventLog {

  /** Configures the framework. */
  static EventLog start(Framework framework, Path configuration) {
    return switch (framework) {
      case LOGBACK -> LogbackLog.configured(configuration);
      case LOG4J2 -> Log4j2Log.configured(configuration);
    };
  }

  /** Logs {@link Workload#PATTERN} at INFO. */
  void info(String order, String customer);

  /** Logs {@link Workload#FAILURE} at ERROR. */
  void error(String order, String customer, Throwable thrown);

  /** Sets the MDC of the calling thread to {@link Workload#MDC}. */
  void fillMdc();

  /** Says to the MDC of the calling thread that another request is served from now on. */
  void request(String id);

  /** Stops the framework, as an application does that ends. */
  void stop();
}
