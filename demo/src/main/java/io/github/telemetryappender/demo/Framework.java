package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A logging framework with the appender in it, as a demonstration application uses it. */
interface Framework {

  /**
   * Logs a line.
   *
   * @param exception what goes with it; null for nothing
   * @return the severity the framework gave it
   */
  Severity log(Severity wished, String line, long lineNumber, @Nullable Exception exception);

  /** The appender's ledger. */
  PipelineSnapshot snapshot();

  /** Sends what was logged so far; see the appender's method of this name. */
  CompletableFuture<FlushReceipt> flush(Duration atMost);

  /** Stops the framework and with it the appender, as an application does at its end. */
  void stop();
}
