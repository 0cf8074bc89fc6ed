package io.github.telemetryappender.it;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.logback.TelemetryAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.DefaultLoggingEventBuilder;

/** Logback, in a context of its own. */
final class LogbackFramework implements LoggingFramework {

  private final LoggerContext context = new LoggerContext();
  private final BasicMarkerFactory markers = new BasicMarkerFactory();
  private Logger logger;
  private TelemetryAppender appender;

  @Override
  public String xml(TypedSettings settings) {
    return """
        <configuration>
          <appender name="%s" class="%s">
        %s  </appender>
          <root level="ALL">
            <appender-ref ref="%s"/>
          </root>
        </configuration>
        """
        .formatted(
            APPENDER,
            TelemetryAppender.class.getName(),
            NestedElements.of(settings).indentedBy(4),
            APPENDER);
  }

  /** Spring Boot ends an application's start for a single status above WARN. */
  @Override
  public StatusLine.Level levelOfRefusal() {
    return StatusLine.Level.WARN;
  }

  @Override
  public void start(String xml) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    configure(xml);
  }

  @Override
  public PipelineSnapshot reconfigure(String xml) {
    TelemetryAppender replaced = appender;
    context.reset();
    configure(xml);
    return replaced.snapshot();
  }

  private void configure(String xml) {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new IllegalArgumentException("Logback cannot read " + xml, e);
    }
    logger = context.getLogger(LOGGER);
    appender = (TelemetryAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
  }

  @Override
  public void log(LogCall call) {
    DefaultLoggingEventBuilder event =
        (DefaultLoggingEventBuilder) logger.makeLoggingEventBuilder(level(call.severity()));
    event.setCallerBoundary(LogbackFramework.class.getName());
    event.setCause(call.exception());
    call.markers().forEach(name -> event.addMarker(markers.getMarker(name)));
    call.keyValues().forEach(event::addKeyValue);
    event.log(call.message(), call.arguments().toArray());
  }

  private static Level level(Severity severity) {
    return severity == Severity.FATAL ? Level.ERROR : Level.valueOf(severity.name());
  }

  @Override
  public void putMdc(String key, String value) {
    context.getMDCAdapter().put(key, value);
  }

  @Override
  public void removeMdc(String key) {
    context.getMDCAdapter().remove(key);
  }

  @Override
  public List<String> pushNdc(String... entries) {
    return List.of();
  }

  @Override
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    return appender.flush(atMost);
  }

  @Override
  public PipelineSnapshot snapshot() {
    return appender.snapshot();
  }

  @Override
  public void stop() {
    context.stop();
  }

  @Override
  public List<StatusLine> statusLines() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .map(status -> new StatusLine(level(status), status.getMessage()))
        .toList();
  }

  private static StatusLine.Level level(Status status) {
    return switch (status.getEffectiveLevel()) {
      case Status.INFO -> StatusLine.Level.INFO;
      case Status.WARN -> StatusLine.Level.WARN;
      default -> StatusLine.Level.ERROR;
    };
  }
}
