package io.github.telemetryappender.benchmarks;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logback under SLF4J. */
final class LogbackLog implements EventLog {

  private final LoggerContext context;
  private final Logger logger;

  private LogbackLog(LoggerContext context) {
    this.context = context;
    this.logger = context.getLogger("com.example.shop.OrderService");
  }

  static EventLog configured(Path configuration) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getStatusManager().add(LogbackLog::printWarning);
    try {
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(configuration.toFile());
    } catch (JoranException e) {
      throw new IllegalArgumentException("a configuration that Logback does not like", e);
    }
    return new LogbackLog(context);
  }

  private static void printWarning(Status status) {
    if (status.getLevel() >= Status.WARN) {
      System.err.println(status);
    }
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
      MDC.put(entry[0], entry[1]);
    }
  }

  @Override
  public void request(String id) {
    MDC.put(Workload.MDC[0][0], id);
  }

  @Override
  public void stop() {
    context.stop();
  }
}
