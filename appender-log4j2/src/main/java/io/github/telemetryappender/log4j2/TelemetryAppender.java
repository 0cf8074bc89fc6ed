package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.DeliveryListener;
import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.TelemetryPipeline;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.jspecify.annotations.Nullable;

/**
 * Ships Log4j2's events to an HTTP endpoint: the element {@code <Telemetry>}. The calling thread
 * copies the event and goes on; it never waits for the network. Settings are attributes, groups of
 * them child elements; all of it is judged once, when the appender starts. Settings that cannot be
 * used give one ERROR on the StatusLogger; the application starts all the same, and what the
 * appender is given then counts as dropped.
 */
@Plugin(
    name = "Telemetry",
    category = Core.CATEGORY_NAME,
    elementType = Appender.ELEMENT_TYPE,
    printObject = true)
public final class TelemetryAppender extends AbstractAppender {

  private final @Nullable LoggerContext context;
  private final TypedSettings settings;
  private final boolean callerDataWanted;

  /** The manager that is to be left; null while stopped. */
  private final AtomicReference<@Nullable TelemetryManager> joined = new AtomicReference<>();

  /** Stays when the appender is stopped, to count what comes late. */
  private volatile @Nullable TelemetryPipeline<LogEvent> pipeline;

  private TelemetryAppender(Builder builder) {
    super(
        builder.getName(),
        builder.getFilter(),
        builder.getLayout(),
        builder.isIgnoreExceptions(),
        builder.getPropertyArray());
    Configuration configuration = builder.getConfiguration();
    context = configuration == null ? null : configuration.getLoggerContext();
    settings = builder.typedSettings();
    callerDataWanted =
        settings.all("includeCallerData").stream().anyMatch("true"::equalsIgnoreCase);
  }

  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  /** Starts shipping, or goes on where an equal appender is doing so. Waits for nothing. */
  @Override
  public void start() {
    TelemetryManager manager = TelemetryManager.join(context, getName(), settings, getLayout());
    pipeline = manager.pipeline();
    leave(joined.getAndSet(manager), DEFAULT_STOP_TIMEOUT, DEFAULT_STOP_TIMEUNIT);
    super.start();
  }

  /**
   * Stops; the last of equal appenders closes the intake and drains within {@code shutdownTimeout}.
   * Idempotent.
   */
  @Override
  public boolean stop(long timeout, TimeUnit timeUnit) {
    setStopping();
    boolean stopped = super.stop(timeout, timeUnit, false);
    stopped &= leave(joined.getAndSet(null), timeout, timeUnit);
    setStopped();
    return stopped;
  }

  private static boolean leave(
      @Nullable TelemetryManager manager, long timeout, TimeUnit timeUnit) {
    return manager == null || manager.stop(timeout, timeUnit);
  }

  /** Takes one event over; never throws. */
  @Override
  public void append(LogEvent event) {
    TelemetryPipeline<LogEvent> running = pipeline;
    if (running != null) {
      running.append(event);
    }
  }

  /** Tells asynchronous loggers to find out the caller before the event leaves its thread. */
  @Override
  public boolean requiresLocation() {
    return callerDataWanted || super.requiresLocation();
  }

  /**
   * Sends what has been accepted so far without waiting for company.
   *
   * @return completes with the receipt when all of it is settled, at the latest after {@code
   *     atMost}; never exceptionally
   */
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    TelemetryPipeline<LogEvent> running = pipeline;
    return running == null
        ? CompletableFuture.completedFuture(new FlushReceipt(0, 0, 0))
        : running.flush(atMost);
  }

  /**
   * Has a listener hear from now on what becomes of events, beside the one that {@code
   * deliveryListener} names; of equal appenders' events too, which are shipped together. Before the
   * start and after the stop it does nothing. Any thread.
   */
  public void onDelivery(DeliveryListener listener) {
    TelemetryPipeline<LogEvent> running = pipeline;
    if (running != null) {
      running.listen(listener);
    }
  }

  /** The ledger at this instant, on any thread; all zero before the first start. */
  public PipelineSnapshot snapshot() {
    TelemetryPipeline<LogEvent> running = pipeline;
    return running == null
        ? new PipelineSnapshot(Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, "")
        : running.snapshot();
  }

  /** What stood in the configuration; never printed. */
  TypedSettings settings() {
    return settings;
  }

  /** Takes the attributes and child elements of {@code <Telemetry>} as typed. */
  public static final class Builder extends AbstractAppender.Builder<Builder>
      implements org.apache.logging.log4j.core.util.Builder<TelemetryAppender> {

    /** Sensitive like a header: some services put the credential into the path. */
    @PluginBuilderAttribute(sensitive = true)
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String endpoint;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String allowInsecure;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String format;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String compression;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String serviceName;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String serviceVersion;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String environment;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String index;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String includeMdc;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String excludeMdc;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String includeKeyValues;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String excludeKeyValues;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String includeCallerData;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String maxEventBytes;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String verifyOnStart;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String shutdownTimeout;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String flushOnExit;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String deliveryListener;

    @PluginBuilderAttribute(sensitive = true)
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String header;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String attribute;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String label;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String option;

    @PluginBuilderAttribute
    @SuppressWarnings("log4j.public.setter")
    private @Nullable String redact;

    @PluginElement(SettingsElement.TYPE)
    private SettingsElement @Nullable [] elements;

    private Builder() {}

    @Override
    public TelemetryAppender build() {
      return new TelemetryAppender(this);
    }

    TypedSettings typedSettings() {
      TypedSettings typed =
          new TypedSettings()
              .add("endpoint", endpoint)
              .add("allowInsecure", allowInsecure)
              .add("format", format)
              .add("compression", compression)
              .add("serviceName", serviceName)
              .add("serviceVersion", serviceVersion)
              .add("environment", environment)
              .add("index", index)
              .add("includeMdc", includeMdc)
              .add("excludeMdc", excludeMdc)
              .add("includeKeyValues", includeKeyValues)
              .add("excludeKeyValues", excludeKeyValues)
              .add("includeCallerData", includeCallerData)
              .add("maxEventBytes", maxEventBytes)
              .add("verifyOnStart", verifyOnStart)
              .add("shutdownTimeout", shutdownTimeout)
              .add("flushOnExit", flushOnExit)
              .add("deliveryListener", deliveryListener)
              .add("header", header)
              .add("attribute", attribute)
              .add("label", label)
              .add("option", option)
              .add("redact", redact);
      if (elements != null) {
        for (SettingsElement element : elements) {
          element.addTo(typed);
        }
      }
      if (getLayout() != null) {
        typed.add("encoder", getLayout().getClass().getName());
      }
      return typed;
    }
  }
}
