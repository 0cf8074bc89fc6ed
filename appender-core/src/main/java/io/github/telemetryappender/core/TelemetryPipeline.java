package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The front door: what an adapter starts, appends to, flushes and stops. All methods are
 * thread-safe, and none of them throws for what an event holds or for what an endpoint does.
 *
 * @param <E> the framework's event
 */
public interface TelemetryPipeline<E> {

  /**
   * As {@link #start(String, String, TypedSettings, EventSource, ReportChannel)}, of no context.
   */
  static <E> TelemetryPipeline<E> start(
      String name, TypedSettings settings, EventSource<E> source, ReportChannel reports) {
    return start("default", name, settings, source, reports);
  }

  /**
   * Starts a pipeline. Touches no network and waits for nothing. Where the settings cannot be used,
   * or a library that is needed is not there, an inert pipeline is returned, which counts what it
   * is given as {@code dropped{not_started}}; the one message about it has then gone to {@code
   * reports} (see {@link #isInert()}).
   *
   * @param context what the framework calls the set of loggers that the appender belongs to; in JMX
   * @param name how the appender is called in reports, usually the name in the XML
   */
  static <E> TelemetryPipeline<E> start(
      String context,
      String name,
      TypedSettings settings,
      EventSource<E> source,
      ReportChannel reports) {
    try {
      Formats formats = Formats.load();
      PipelineConfig config = PipelineConfig.of(settings, formats);
      String successionKey = Heirs.key(context, name, settings.all("endpoint"));
      return RunningPipeline.start(context, name, successionKey, config, formats, source, reports);
    } catch (SettingsException refusal) {
      String why = String.valueOf(refusal.getMessage());
      return inert(context, name, source, reports, why, refusal.getCause());
    } catch (
        LinkageError unfit) { // out of a logging framework's start it would end the application
      String why =
          "a library is missing, or of another version than the appender needs ("
              + unfit
              + "); take appender-all, which has its own";
      return inert(context, name, source, reports, why, unfit);
    }
  }

  private static <E> TelemetryPipeline<E> inert(
      String context,
      String name,
      EventSource<E> source,
      ReportChannel reports,
      String why,
      @Nullable Throwable cause) {
    reports.warn("Telemetry appender '" + name + "' does not start: " + why, cause);
    return InertPipeline.start(context, name, source, reports, why);
  }

  /** Takes one event over: reads it and copies it, nothing more. Never throws. */
  void append(E event);

  /** Whether the settings were refused, so that nothing is ever sent. */
  boolean isInert();

  /**
   * Sends what has been accepted so far without waiting for company; respects a pause the endpoint
   * asked for and a hold. Completes when all of it is settled, at the latest after {@code atMost};
   * never exceptionally.
   */
  CompletableFuture<FlushReceipt> flush(Duration atMost);

  /** From now on the listener hears what becomes of events, beside the one that settings name. */
  void listen(DeliveryListener listener);

  /**
   * The ledger at one instant; every sum in it is exact. Waits for a step of the delivery thread.
   */
  PipelineSnapshot snapshot();

  /**
   * Closes the intake, drains within {@code shutdownTimeout} and gives everything back. What could
   * not be delivered is reported in one line. It is held for 10 s for a pipeline of the same
   * context, name and endpoint: one that runs already or is started in this time goes on with it,
   * with the same ids; otherwise it is counted as abandoned. Idempotent.
   */
  void stop();
}
