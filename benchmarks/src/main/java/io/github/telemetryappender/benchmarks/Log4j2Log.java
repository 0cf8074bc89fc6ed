package io.github.telemetryappender.benchmarks;

import java.nio.file.Path;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** Log4j2 with synchronous loggers, under its own API. */
final class Log4j2Log implements EventLog {

  private final LoggerContext context;
  private final Logger logger;

  private Log4j2Log(LoggerContext context) {
    this.context = context;
    this.logger = context.getLogger("com.example.shop.OrderService");
  }

  static EventLog configured(Path configuration) {
    return new Log4j2Log(
        Configurator.initialize("benchmarks", null, configuration.toUri().toString()));
  }

  @Override
  public void info(String order, String customer) {
    logger.info(Workload.PATTERN, order, customer);
  }

  @Override
  public void error(String order, String customer, Throwable thrown) {
    logger.error(Workload.FAILURE, order, customer, thrown);
  }

  @Override
  public void fillMdc() {
    for (String[] entry : Workload.MDC) {
      ThreadContext.put(entry[0], entry[1]);
    }
  }

  @Override
  public void request(String id) {
    ThreadContext.put(Workload.MDC[0][0], id);
  }

  @Override
  public void stop() {
    Configurator.shutdown(context);
  }
}
