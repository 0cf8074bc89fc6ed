package io.github.telemetryappender.demo;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.logback.TelemetryAppender;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** An application that logs with Logback, configured by {@code logback.xml}. */
public final class LogbackApplication {

  private LogbackApplication() {}

  /** Logs the lines of standard input; its ledger goes to standard output. */
  public static void main(String[] args) throws IOException {
    PrintStream ledgers = StandardStreams.takeOutput();
    new LoggingLoop(new Logback(), ledgers).run(StandardStreams.input());
  }

  private static final class Logback implements Framework {
    private final Logger logger = LoggerFactory.getLogger("shop.checkout");
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final TelemetryAppender appender = appenderOf(context);

    Logback() {
      context.getStatusManager().add(this::print);
    }

    private static TelemetryAppender appenderOf(LoggerContext context) {
      if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("telemetry")
          instanceof TelemetryAppender found) {
        return found;
      }
      throw new IllegalStateException("logback.xml gives the root logger no appender telemetry");
    }

    /** What the appender says about itself, to the error stream. */
    private void print(Status status) {
      if (status.getOrigin() == appender) {
        System.err.println(status.getMessage());
      }
    }

    @Override
    public Severity log(
        Severity wished, String line, long lineNumber, @Nullable Exception exception) {
      // SLF4J has no level above ERROR.
      Severity severity = wished == Severity.FATAL ? Severity.ERROR : wished;
      MDC.put("line", Long.toString(lineNumber));
      logger
          .atLevel(Level.valueOf(severity.name()))
          .setCause(exception)
          .addKeyValue("length", line.length())
          .log("{} [line {}]", line, lineNumber);
      return severity;
    }

    @Override
    public PipelineSnapshot snapshot() {
      return appender.snapshot();
    }

    @Override
    public CompletableFuture<FlushReceipt> flush(Duration atMost) {
      return appender.flush(atMost);
    }

    @Override
    public void stop() {
      context.stop();
    }
  }
}
