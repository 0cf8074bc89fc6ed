package io.github.telemetryappender.it;

import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A logging framework with our appender in it, apart from any other that this JVM may hold. One
 * instance serves one test. {@link #log} may be called by any thread.
 */
interface LoggingFramework {

  /** The appender's name in the XML. */
  String APPENDER = "SHIP";

  /** The name of the logger that {@link #log} uses. */
  String LOGGER = "com.example.shop.Checkout";

  /**
   * The file a user would write for these settings: one appender called {@link #APPENDER}, to which
   * the root logger passes everything. Dotted names become groups in the framework's own way;
   * values are escaped and otherwise left as they are, however wrong.
   */
  String xml(TypedSettings settings);

  /** How loud the one message about settings that cannot be used is. */
  StatusLine.Level levelOfRefusal();

  /** Starts the framework from the text of such a file. */
  void start(String xml);

  /**
   * Has the framework read another such text, as when its file has changed, while others log.
   *
   * @return the ledger of the appender that was replaced
   */
  PipelineSnapshot reconfigure(String xml);

  /** Logs one event with {@link #LOGGER}; the caller of this method counts as the logging call. */
  void log(LogCall call);

  void putMdc(String key, String value);

  void removeMdc(String key);

  /** Pushes NDC entries where there is an NDC, and returns those that events of now on carry. */
  List<String> pushNdc(String... entries);

  /** {@code TelemetryAppender.flush}. */
  CompletableFuture<FlushReceipt> flush(Duration atMost);

  /** {@code TelemetryAppender.snapshot}; also after {@link #stop}. */
  PipelineSnapshot snapshot();

  /** Stops the framework as an application does at its end; harmless when stopped already. */
  void stop();

  /** What the framework and our appender reported since the start, oldest first. */
  List<StatusLine> statusLines();
}
