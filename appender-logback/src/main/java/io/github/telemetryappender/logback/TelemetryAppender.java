package io.github.telemetryappender.logback;

import static java.util.Objects.requireNonNullElse;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.FilterReply;
import io.github.telemetryappender.core.DeliveryListener;
import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.TelemetryPipeline;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Ships Logback's events to an HTTP endpoint. The calling thread copies the event and goes on; it
 * never waits for the network. Each setting is a child element of {@code <appender>}; the setters
 * take the text as typed, and all of it is judged once, when the appender starts. Settings that
 * cannot be used give one WARN status; the application starts all the same, and what the appender
 * is given then counts as dropped.
 */
public final class TelemetryAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private final TypedSettings typed = new TypedSettings();
  private @Nullable Encoder<ILoggingEvent> encoder;
  private volatile @Nullable TelemetryPipeline<ILoggingEvent> pipeline;
  private volatile boolean filterFailureReported;
  private final List<DeliveryListener> listeners = new CopyOnWriteArrayList<>();

  /** Starts shipping; does nothing when already started. Waits for nothing. */
  @Override
  public void start() {
    if (isStarted()) {
      return;
    }
    TelemetryPipeline<ILoggingEvent> started =
        TelemetryPipeline.start(
            contextName(),
            requireNonNullElse(getName(), "TelemetryAppender"),
            typed,
            new LogbackEventSource(encoder),
            new LogbackReports(this));
    listeners.forEach(started::listen);
    pipeline = started;
    // Started even when the settings were refused, so that what is lost is counted.
    super.start();
  }

  private String contextName() {
    return getContext() == null ? "default" : requireNonNullElse(getContext().getName(), "default");
  }

  /**
   * Closes the intake and drains within {@code shutdownTimeout}; does nothing when not started. The
   * appender may be started again, with a ledger that begins at zero.
   */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    TelemetryPipeline<ILoggingEvent> running = pipeline;
    if (running != null) {
      running.stop();
    }
  }

  /** Takes an event over; one that comes after {@link #stop()} too, so that it is counted. */
  @Override
  public void doAppend(ILoggingEvent event) {
    if (pipeline == null) {
      super.doAppend(event); // Logback says itself that the appender was never started
    } else if (passesFilters(event)) {
      append(event);
    }
  }

  /** A filter that fails has not said no: losing the event would be the worse mistake. */
  private boolean passesFilters(ILoggingEvent event) {
    try {
      return getFilterChainDecision(event) != FilterReply.DENY;
    } catch (RuntimeException e) {
      if (!filterFailureReported) {
        filterFailureReported = true;
        addWarn("A filter of this appender failed; its events are shipped unfiltered", e);
      }
      return true;
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    TelemetryPipeline<ILoggingEvent> running = pipeline;
    if (running != null) {
      running.append(event);
    }
  }

  /**
   * Sends what has been accepted so far without waiting for company.
   *
   * @return completes with the receipt when all of it is settled, at the latest after {@code
   *     atMost}; never exceptionally
   */
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    TelemetryPipeline<ILoggingEvent> running = pipeline;
    return running == null
        ? CompletableFuture.completedFuture(new FlushReceipt(0, 0, 0))
        : running.flush(atMost);
  }

  /**
   * Has a listener hear from now on what becomes of events, beside the one that {@code
   * deliveryListener} names; over restarts of this appender too. Any thread.
   */
  public void onDelivery(DeliveryListener listener) {
    listeners.add(listener);
    TelemetryPipeline<ILoggingEvent> running = pipeline;
    if (running != null) {
      running.listen(listener);
    }
  }

  /** The ledger at this instant, on any thread; all zero before the first start. */
  public PipelineSnapshot snapshot() {
    TelemetryPipeline<ILoggingEvent> running = pipeline;
    return running == null
        ? new PipelineSnapshot(Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, "")
        : running.snapshot();
  }

  /** Reports as WARN: an ERROR status would keep a Spring Boot application from starting. */
  @Override
  public void addError(String message) {
    addWarn(message);
  }

  /** Reports as WARN: an ERROR status would keep a Spring Boot application from starting. */
  @Override
  public void addError(String message, Throwable cause) {
    addWarn(message, cause);
  }

  /** What stood in the XML. */
  TypedSettings typed() {
    return typed;
  }

  /** The URL to POST to; required. */
  public void setEndpoint(String text) {
    typed.add("endpoint", text);
  }

  /** Whether {@code http://} to a foreign host is accepted, default {@code false}. */
  public void setAllowInsecure(String text) {
    typed.add("allowInsecure", text);
  }

  /** The form of the bodies, default {@code json}. */
  public void setFormat(String text) {
    typed.add("format", text);
  }

  /** How bodies are compressed: {@code none}, {@code gzip} (default), {@code zstd}. */
  public void setCompression(String text) {
    typed.add("compression", text);
  }

  /** The service's name; by default {@code OTEL_SERVICE_NAME}. */
  public void setServiceName(String text) {
    typed.add("serviceName", text);
  }

  /** The service's version. */
  public void setServiceVersion(String text) {
    typed.add("serviceVersion", text);
  }

  /** The environment the service runs in. */
  public void setEnvironment(String text) {
    typed.add("environment", text);
  }

  /** The index or data stream, for the formats that have one. */
  public void setIndex(String text) {
    typed.add("index", text);
  }

  /** Names or globs, separated by commas, of the MDC entries that are sent; default all. */
  public void setIncludeMdc(String text) {
    typed.add("includeMdc", text);
  }

  /** Names or globs, separated by commas, of the MDC entries that are not sent. */
  public void setExcludeMdc(String text) {
    typed.add("excludeMdc", text);
  }

  /** Names or globs, separated by commas, of the pairs that are sent; default all. */
  public void setIncludeKeyValues(String text) {
    typed.add("includeKeyValues", text);
  }

  /** Names or globs, separated by commas, of the pairs that are not sent. */
  public void setExcludeKeyValues(String text) {
    typed.add("excludeKeyValues", text);
  }

  /** Whether class, method, file and line are sent, default {@code false}; costs a stack walk. */
  public void setIncludeCallerData(String text) {
    typed.add("includeCallerData", text);
  }

  /** The most bytes of one event, default 256KB; the rest is cut and marked. */
  public void setMaxEventBytes(String text) {
    typed.add("maxEventBytes", text);
  }

  /** Whether the endpoint is asked once after the start: {@code report} (default), {@code off}. */
  public void setVerifyOnStart(String text) {
    typed.add("verifyOnStart", text);
  }

  /** How long a stop may drain, default 5s. */
  public void setShutdownTimeout(String text) {
    typed.add("shutdownTimeout", text);
  }

  /** Whether the exit of the JVM flushes, default {@code true}. */
  public void setFlushOnExit(String text) {
    typed.add("flushOnExit", text);
  }

  /** The class of a {@link DeliveryListener} that hears what becomes of events. */
  public void setDeliveryListener(String text) {
    typed.add("deliveryListener", text);
  }

  /** One {@code Name: value} that is sent with each request; repeatable. */
  public void addHeader(String text) {
    typed.add("header", text);
  }

  /** One static resource attribute {@code key=value}; repeatable. */
  public void addAttribute(String text) {
    typed.add("attribute", text);
  }

  /** One stream label {@code key=value}; repeatable. */
  public void addLabel(String text) {
    typed.add("label", text);
  }

  /** One option {@code key=value} of the format; repeatable. */
  public void addOption(String text) {
    typed.add("option", text);
  }

  /** One regular expression of what becomes {@code ***}; repeatable. */
  public void addRedact(String text) {
    typed.add("redact", text);
  }

  /** As whom. */
  public void setAuth(AuthElement element) {
    element.copyTo(typed, "auth");
  }

  /** When events are sent together. */
  public void setBatch(BatchElement element) {
    element.copyTo(typed, "batch");
  }

  /** How much memory may be used. */
  public void setMemory(MemoryElement element) {
    element.copyTo(typed, "memory");
  }

  /** How requests are made. */
  public void setDelivery(DeliveryElement element) {
    element.copyTo(typed, "delivery");
  }

  /** How long and how often it is tried again. */
  public void setRetry(RetryElement element) {
    element.copyTo(typed, "retry");
  }

  /** Where events survive an outage and a killed process. */
  public void setSpool(SpoolElement element) {
    element.copyTo(typed, "spool");
  }

  /** Whom to trust. */
  public void setTls(TlsElement element) {
    element.copyTo(typed, "tls");
  }

  /** The proxy on the way. */
  public void setProxy(ProxyElement element) {
    element.copyTo(typed, "proxy");
  }

  /** When the appender raises its voice. */
  public void setAlerts(AlertsElement element) {
    element.copyTo(typed, "alerts");
  }

  /** An encoder that renders the events; only for formats that have a place for its text. */
  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
    typed.add("encoder", encoder.getClass().getName());
  }
}
