package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import java.lang.management.ManagementFactory;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.NullConfiguration;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventReadingAllocationTest {

  private static final int EVENTS = 20_000;
  private static final int ROUNDS = 5;
  private static final Marker AUDIT = MarkerManager.getMarker("AUDIT");

  private final LoggerContext context = new LoggerContext("allocation");
  private final ReadingAppender appender = new ReadingAppender();

  @AfterEach
  void stop() {
    ThreadContext.clearAll();
    Configurator.shutdown(context);
  }

  @Test
  void readingTheEventsOfALoggerThatReusesThemAllocatesNothing() {
    Logger logger = reusingLogger();
    ThreadContext.put("user", "ada");
    ThreadContext.put("tenant", "42");
    ThreadContext.put("request", "4711");

    long leastBytes = Long.MAX_VALUE;
    // The least of some rounds: the first ones warm up, and the JVM may allocate on its own.
    for (int round = 0; round < ROUNDS; round++) {
      leastBytes = Math.min(leastBytes, bytesOfReading(logger));
    }

    assertThat(appender.eventClass).isEqualTo(MutableLogEvent.class);
    assertThat(appender.fields.messageChars).as("the events were read").isPositive();
    assertThat(appender.fields.mdcEntries).isEqualTo(3L * ROUNDS * EVENTS);
    assertThat(appender.fields.arguments).isEqualTo(2L * ROUNDS * EVENTS);
    assertThat(leastBytes).isZero();
  }

  private long bytesOfReading(Logger logger) {
    long before = appender.bytes;
    for (int i = 0; i < EVENTS; i++) {
      logger.info(AUDIT, "{} of {} items", "three", "four");
    }
    return appender.bytes - before;
  }

  private Logger reusingLogger() {
    context.start(new NullConfiguration());
    appender.start();
    LoggerConfig root = context.getConfiguration().getRootLogger();
    root.getAppenders().keySet().forEach(root::removeAppender);
    root.addAppender(appender, null, null);
    root.setLevel(Level.INFO);
    context.updateLoggers();
    return context.getLogger("com.example.Shop");
  }

  /** Reads each event it is given, and remembers what that took. */
  private static final class ReadingAppender extends AbstractAppender {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final LogEventSource source = new LogEventSource(null);
    private final IgnoringEventFields fields = new IgnoringEventFields();
    private long bytes;
    private Class<?> eventClass;

    ReadingAppender() {
      super("reading", null, null, false, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      eventClass = event.getClass();
      long before = threads.getCurrentThreadAllocatedBytes();
      source.severity(event);
      source.loggerName(event);
      source.read(event, fields);
      bytes += threads.getCurrentThreadAllocatedBytes() - before;
    }
  }

  /** Wants all but what costs Log4j2 itself something: the caller. */
  private static final class IgnoringEventFields implements EventFields {

    private final StringBuilder builder = new StringBuilder(256);
    private long messageChars;
    private long mdcEntries;
    private long arguments;

    @Override
    public boolean wants(Field field) {
      return field != Field.CALLER;
    }

    @Override
    public void instant(long epochSecond, int nanoOfSecond) {}

    @Override
    public void level(String name) {}

    @Override
    public void logger(String name) {}

    @Override
    public void thread(String name, long id) {}

    @Override
    public void trace(String traceId, String spanId, int flags) {}

    @Override
    public void mdc(String key, String value) {
      mdcEntries++;
    }

    @Override
    public void keyValue(String key, Object value) {}

    @Override
    public void marker(String name) {}

    @Override
    public void ndc(String entry) {}

    @Override
    public void caller(String className, String method, String file, int line) {}

    @Override
    public void rendered(CharSequence text) {}

    @Override
    public void message(CharSequence formatted) {
      messageChars += formatted.length();
    }

    @Override
    public StringBuilder messageBuilder() {
      builder.setLength(0);
      return builder;
    }

    @Override
    public void formattedMessage(String pattern, Object[] arguments) {}

    @Override
    public void pattern(String pattern, Object[] arguments) {}

    @Override
    public void argument(Object argument) {
      arguments++;
    }

    @Override
    public void exception(Throwable exception) {}

    @Override
    public void exception(String type, String message, String stackTrace) {}
  }
}
