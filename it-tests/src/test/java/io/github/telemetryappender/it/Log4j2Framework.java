package io.github.telemetryappender.it;

import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.log4j2.TelemetryAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager.Log4jMarker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** Log4j2, in a context of its own. */
final class Log4j2Framework implements LoggingFramework {

  /** What Log4j2 looks for on the stack: the caller is the frame below. */
  private static final String FQCN = Log4j2Framework.class.getName();

  private static final AtomicInteger CREATED = new AtomicInteger();

  /** Log4j2 keeps what equal appenders of one context share, so no two tests may share a name. */
  private final LoggerContext context = new LoggerContext("story-" + CREATED.incrementAndGet());

  private final StatusRecorder status = new StatusRecorder();
  private ExtendedLogger logger;
  private TelemetryAppender appender;

  @Override
  public String xml(TypedSettings settings) {
    return """
        <Configuration>
          <Appenders>
        %s  </Appenders>
          <Loggers>
            <Root level="ALL">
              <AppenderRef ref="%s"/>
            </Root>
          </Loggers>
        </Configuration>
        """
        .formatted(TelemetryElement.of(APPENDER, settings).indentedBy(4), APPENDER);
  }

  @Override
  public StatusLine.Level levelOfRefusal() {
    return StatusLine.Level.ERROR;
  }

  @Override
  public void start(String xml) {
    StatusLogger.getLogger().registerListener(status);
    context.start(new XmlConfiguration(context, source(xml)));
    logger = context.getLogger(LOGGER);
    appender = context.getConfiguration().getAppender(APPENDER);
  }

  @Override
  public PipelineSnapshot reconfigure(String xml) {
    TelemetryAppender replaced = appender;
    context.reconfigure(new XmlConfiguration(context, source(xml)));
    appender = context.getConfiguration().getAppender(APPENDER);
    return replaced.snapshot();
  }

  private static ConfigurationSource source(String xml) {
    try {
      return new ConfigurationSource(
          new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("Log4j2 cannot read " + xml, e);
    }
  }

  @Override
  public void log(LogCall call) {
    Level level = Level.valueOf(call.severity().name());
    Marker marker = marker(call.markers());
    Object[] arguments = call.arguments().toArray();
    if (!call.keyValues().isEmpty()) {
      TextWithPairs pairs = new TextWithPairs(call.message(), arguments, call.keyValues());
      logger.logIfEnabled(FQCN, level, marker, pairs, call.exception());
    } else if (call.exception() == null) {
      logger.logIfEnabled(FQCN, level, marker, call.message(), arguments);
    } else {
      ParameterizedMessage message = new ParameterizedMessage(call.message(), arguments);
      logger.logIfEnabled(FQCN, level, marker, message, call.exception());
    }
  }

  private static Marker marker(List<String> names) {
    if (names.isEmpty()) {
      return null;
    }
    Marker[] parents =
        names.subList(1, names.size()).stream().map(Log4jMarker::new).toArray(Marker[]::new);
    return new Log4jMarker(names.get(0)).setParents(parents);
  }

  @Override
  public void putMdc(String key, String value) {
    ThreadContext.put(key, value);
  }

  @Override
  public void removeMdc(String key) {
    ThreadContext.remove(key);
  }

  @Override
  public List<String> pushNdc(String... entries) {
    List.of(entries).forEach(ThreadContext::push);
    return ThreadContext.getImmutableStack().asList();
  }

  @Override
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    return appender.flush(atMost);
  }

  @Override
  public PipelineSnapshot snapshot() {
    return appender.snapshot();
  }

  /** Also forgets what the test left in the thread's context, which all contexts share. */
  @Override
  public void stop() {
    context.stop();
    ThreadContext.clearAll();
    StatusLogger.getLogger().removeListener(status);
  }

  @Override
  public List<StatusLine> statusLines() {
    return List.copyOf(status.lines);
  }

  /** A text with typed pairs, as applications define such messages for themselves. */
  private static final class TextWithPairs extends MapMessage<TextWithPairs, Object> {

    private final String text;

    TextWithPairs(String pattern, Object[] arguments, Map<String, Object> pairs) {
      super(pairs);
      text = ParameterizedMessage.format(pattern, arguments);
    }

    @Override
    public String getFormattedMessage() {
      return text;
    }

    @Override
    public void formatTo(StringBuilder buffer) {
      buffer.append(text);
    }
  }

  /** Remembers what is said on the StatusLogger, which all contexts share. */
  private static final class StatusRecorder implements StatusListener {

    private final List<StatusLine> lines = new CopyOnWriteArrayList<>();

    @Override
    public void log(StatusData data) {
      lines.add(new StatusLine(level(data.getLevel()), data.getMessage().getFormattedMessage()));
    }

    private static StatusLine.Level level(Level level) {
      if (level.isMoreSpecificThan(Level.ERROR)) {
        return StatusLine.Level.ERROR;
      }
      return level.isMoreSpecificThan(Level.WARN) ? StatusLine.Level.WARN : StatusLine.Level.INFO;
    }

    @Override
    public Level getStatusLevel() {
      return Level.INFO;
    }

    @Override
    public void close() {}
  }
}
