package io.github.telemetryappender.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

class LogbackEventSourceTest {

  private final LogbackEventSource source = new LogbackEventSource(null);
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  private final Logger logger = context.getLogger("com.example.Shop");
  private final BasicMarkerFactory markers = new BasicMarkerFactory();
  private final RecordingEventFields fields = RecordingEventFields.wantingAll();

  LogbackEventSourceTest() {
    context.setMDCAdapter(mdc);
  }

  @ParameterizedTest
  @CsvSource({
    "ALL, TRACE",
    "TRACE, TRACE",
    "DEBUG, DEBUG",
    "INFO, INFO",
    "WARN, WARN",
    "ERROR, ERROR",
    "OFF, ERROR"
  })
  void eachLevelHasItsSeverityAndKeepsItsName(String level, Severity severity) {
    LoggingEvent event = event(Level.toLevel(level), "hello");
    source.read(event, fields);

    assertThat(source.severity(event)).isEqualTo(severity);
    assertThat(fields.of("level")).containsExactly(level);
  }

  @ParameterizedTest
  @CsvSource({"4999, TRACE", "9999, TRACE", "10001, DEBUG", "29999, INFO", "39999, WARN"})
  void aNumberBetweenTwoLevelsBelongsToTheLowerOne(int level, Severity severity) {
    assertThat(LogbackEventSource.severityOf(level)).isEqualTo(severity);
  }

  @Test
  void anEventWithoutLevelIsInfo() {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    source.read(event, fields);

    assertThat(source.severity(event)).isEqualTo(Severity.INFO);
    assertThat(fields.of("level")).containsExactly("INFO");
  }

  @Test
  void fieldsComeInTheOrderOfThePort() {
    mdc.put("user", "ada");
    LoggingEvent event = event(Level.INFO, "hello {}", "you");
    event.addKeyValuePair(new KeyValuePair("n", 1));
    event.addMarker(markers.getMarker("AUDIT"));
    event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(new Error("e")));
    event.setCallerData(new Error().getStackTrace());
    source.read(event, fields);

    assertThat(fields.order())
        .containsExactly(
            "instant",
            "level",
            "logger",
            "thread",
            "mdc",
            "keyValue",
            "marker",
            "caller",
            "formattedMessage",
            "pattern",
            "exception");
  }

  @Test
  void theInstantKeepsItsNanoseconds() {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setInstant(Instant.ofEpochSecond(1_700_000_000L, 123_456_789));
    source.read(event, fields);

    assertThat(fields.of("instant")).containsExactly("1700000000|123456789");
  }

  @Test
  void aDeserialisedEventKeepsItsNanosecondsToo() {
    LoggingEvent event = event(Level.INFO, "hello");
    source.read(LoggingEventVO.build(event), fields);

    Instant instant = event.getInstant();
    assertThat(fields.of("instant"))
        .containsExactly(instant.getEpochSecond() + "|" + instant.getNano());
  }

  @Test
  void anInstantBefore1970CountsItsNanosecondsForwards() {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setInstant(Instant.ofEpochMilli(-1));
    source.read(event, fields);

    assertThat(fields.of("instant")).containsExactly("-1|999000000");
  }

  @Test
  void onTheLoggingThreadItsIdIsKnown() {
    source.read(event(Level.INFO, "hello"), fields);

    Thread thread = Thread.currentThread();
    assertThat(fields.of("thread")).containsExactly(thread.getName() + "|" + thread.getId());
  }

  @Test
  void behindAnAsynchronousAppenderTheThreadsIdIsUnknownAndTheBuiltMessageIsUsed()
      throws InterruptedException {
    StringBuilder changing = new StringBuilder("before");
    LoggingEvent event = event(Level.INFO, "value {}", changing);
    event.prepareForDeferredProcessing();
    changing.replace(0, changing.length(), "after");

    Thread worker = new Thread(() -> source.read(event, fields), "worker");
    worker.start();
    worker.join();

    assertThat(fields.of("thread")).containsExactly(Thread.currentThread().getName() + "|0");
    assertThat(fields.of("message")).containsExactly("value before");
    assertThat(fields.of("formattedMessage")).isEmpty();
  }

  @Test
  void patternAndArgumentsAreLeftToTheCoreToFormat() {
    source.read(event(Level.INFO, "hello {}", "you"), fields);

    assertThat(fields.of("formattedMessage")).containsExactly("hello {}|[you]");
    assertThat(fields.of("message")).isEmpty();
  }

  @Test
  void anotherKindOfEventFormatsItself() {
    source.read(new ShoutingEvent(logger), fields);

    assertThat(fields.of("message")).containsExactly("HELLO");
    assertThat(fields.of("formattedMessage")).isEmpty();
  }

  @Test
  void mdcKeyValuesAndMarkersComeWithAllTheyHold() {
    mdc.put("user", "ada");
    Marker parent = markers.getMarker("SECURITY");
    Marker marker = markers.getMarker("LOGIN");
    marker.add(parent);
    LoggingEvent event = event(Level.INFO, "hello");
    event.addMarker(marker);
    event.addMarker(markers.getMarker("AUDIT"));
    event.addKeyValuePair(new KeyValuePair("count", 3L));
    event.addKeyValuePair(new KeyValuePair("none", null));
    source.read(event, fields);

    assertThat(fields.of("mdc")).containsExactly("user|ada");
    assertThat(fields.of("marker")).containsExactly("LOGIN", "SECURITY", "AUDIT");
    assertThat(fields.of("keyValue")).containsExactly("count|3|Long", "none|null|null");
  }

  @Test
  void whereAnAttributeThrowsMessageAndExceptionAreReadAllTheSame() {
    LoggingEvent event = withException(new IllegalStateException("broken"));
    event.addMarker(new FaultyMarker());

    assertThatThrownBy(() -> source.read(event, fields)).hasMessage("faulty");
    assertThat(fields.of("formattedMessage")).containsExactly("failed|null");
    assertThat(fields.of("exception")).containsExactly("java.lang.IllegalStateException: broken");
  }

  @Test
  void cyclicMarkersAreCut() {
    source.read(withMarker(new CyclicMarker()), fields);

    assertThat(fields.of("marker")).hasSize(8).containsOnly("CYCLIC");
  }

  @Test
  void anExceptionIsHandedOverAsItIs() {
    source.read(withException(new IllegalStateException("broken")), fields);

    assertThat(fields.of("exception")).containsExactly("java.lang.IllegalStateException: broken");
  }

  @Test
  void ofADeserialisedExceptionTypeMessageAndStackTraceCome() {
    ILoggingEvent deserialised =
        LoggingEventVO.build(
            withException(new IllegalStateException("broken", new Error("root cause"))));
    source.read(deserialised, fields);

    assertThat(fields.of("exception"))
        .singleElement()
        .asString()
        .startsWith(
            "java.lang.IllegalStateException|broken|java.lang.IllegalStateException: broken")
        .contains("Caused by: java.lang.Error: root cause");
  }

  @Test
  void theCallersFirstFrameIsTheLoggingCall() {
    LoggingEvent event = event(Level.INFO, "hello");
    event.setCallerData(
        new StackTraceElement[] {
          new StackTraceElement("com.example.Shop", "buy", "Shop.java", 7),
          new StackTraceElement("com.example.Main", "main", "Main.java", 1)
        });
    source.read(event, fields);

    assertThat(fields.of("caller")).containsExactly("com.example.Shop|buy|Shop.java");
  }

  @Test
  void whatIsNotWantedIsNotAskedFor() {
    mdc.put("user", "ada");
    RecordingEventFields few = RecordingEventFields.wanting(Field.MARKERS);
    LoggingEvent event = withException(new Error());
    event.addKeyValuePair(new KeyValuePair("n", 1));
    source.read(event, few);

    assertThat(few.order())
        .containsExactly("instant", "level", "logger", "thread", "formattedMessage");
    assertThat(event.hasCallerData()).isFalse();
  }

  private LoggingEvent event(Level level, String message, Object... arguments) {
    return new LoggingEvent(
        LogbackEventSourceTest.class.getName(), logger, level, message, null, arguments);
  }

  private LoggingEvent withException(Throwable exception) {
    return new LoggingEvent(
        LogbackEventSourceTest.class.getName(), logger, Level.ERROR, "failed", exception, null);
  }

  private LoggingEvent withMarker(Marker marker) {
    LoggingEvent event = event(Level.INFO, "hello");
    event.addMarker(marker);
    return event;
  }

  /** An event of another kind than Logback's own, whose message is not its pattern. */
  private static final class ShoutingEvent extends LoggingEvent {
    ShoutingEvent(Logger logger) {
      super(ShoutingEvent.class.getName(), logger, Level.INFO, "hello", null, null);
    }

    @Override
    public String getFormattedMessage() {
      return "HELLO";
    }
  }

  @SuppressWarnings("serial")
  private static final class FaultyMarker extends CyclicMarker {
    @Override
    public String getName() {
      throw new IllegalStateException("faulty");
    }
  }

  /** Refers to itself, which SLF4J's own markers refuse to. */
  @SuppressWarnings("serial")
  private static class CyclicMarker implements Marker {
    @Override
    public String getName() {
      return "CYCLIC";
    }

    @Override
    public void add(Marker reference) {}

    @Override
    public boolean remove(Marker reference) {
      return false;
    }

    @Override
    @SuppressWarnings("deprecation")
    public boolean hasChildren() {
      return true;
    }

    @Override
    @SuppressWarnings("deprecation")
    public boolean hasReferences() {
      return true;
    }

    @Override
    @SuppressWarnings("deprecation")
    public java.util.Iterator<Marker> iterator() {
      return List.<Marker>of(this).iterator();
    }

    @Override
    public boolean contains(Marker other) {
      return other == this;
    }

    @Override
    public boolean contains(String name) {
      return name.equals("CYCLIC");
    }
  }
}
