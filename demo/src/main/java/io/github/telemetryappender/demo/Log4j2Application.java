package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.log4j2.TelemetryAppender;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.jspecify.annotations.Nullable;

/** An application that logs with Log4j2, configured by {@code log4j2.xml}. */
public final class Log4j2Application {

  private Log4j2Application() {}

  /** Logs the lines of standard input; its ledger goes to standard output. */
  public static void main(String[] args) throws IOException {
    PrintStream ledgers = StandardStreams.takeOutput();
    new LoggingLoop(new Log4j2(), ledgers).run(StandardStreams.input());
  }

  private static final class Log4j2 implements Framework {
    private final Logger logger = LogManager.getLogger("shop.warehouse");
    private final TelemetryAppender appender = appenderOf(LoggerContext.getContext(false));

    private static TelemetryAppender appenderOf(LoggerContext context) {
      if (context.getConfiguration().getAppender("telemetry") instanceof TelemetryAppender found) {
        return found;
      }
      throw new IllegalStateException("log4j2.xml has no appender telemetry");
    }

    @Override
    public Severity log(
        Severity wished, String line, long lineNumber, @Nullable Exception exception) {
      ThreadContext.put("line", Long.toString(lineNumber));
      logger
          .atLevel(Level.valueOf(wished.name()))
          .withThrowable(exception)
          .log("{} [line {}]", line, lineNumber);
      return wished;
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
      LogManager.shutdown();
    }
  }
}
