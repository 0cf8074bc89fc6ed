package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager.Log4jMarker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.impl.MutableLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.core.layout.SerializedLayout;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.MessageFormatMessage;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.ReusableMessageFactory;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.message.StringFormattedMessage;
import org.apache.logging.log4j.message.StringMapMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogEventSourceTest {

  private final LogEventSource source = new LogEventSource(null);
  private final RecordingEventFields fields = new RecordingEventFields();

  @AfterEach
  void leaveNoContextBehind() {
    ThreadContext.clearAll();
  }

  @ParameterizedTest
  @CsvSource({
    "1, FATAL", "100, FATAL", "199, FATAL", "200, ERROR", "299, ERROR", "300, WARN", "350, WARN",
    "399, WARN", "400, INFO", "499, INFO", "500, DEBUG", "599, DEBUG", "600, TRACE", "900, TRACE"
  })
  void customLevelsCountAsTheNextMoreSevereStandardOne(int intLevel, Severity severity) {
    LogEvent event = event().setLevel(Level.forName("CUSTOM" + intLevel, intLevel)).build();

    assertThat(source.severity(event)).isEqualTo(severity);
  }

  @Test
  void standardLevelsKeepTheirSeverity() {
    for (Severity severity : Severity.values()) {
      LogEvent event = event().setLevel(Level.getLevel(severity.name())).build();
      assertThat(source.severity(event)).isEqualTo(severity);
    }
    assertThat(source.severity(event().setLevel(Level.OFF).build())).isEqualTo(Severity.FATAL);
    assertThat(source.severity(event().setLevel(Level.ALL).build())).isEqualTo(Severity.TRACE);
  }

  @Test
  void customLevelKeepsItsName() {
    read(event().setLevel(Level.forName("NOTICE", 350)).build());

    assertThat(fields.get("level")).isEqualTo("NOTICE");
  }

  @Test
  void instantKeepsItsNanoseconds() {
    MutableInstant instant = new MutableInstant();
    instant.initFromEpochSecond(1_764_000_000L, 123_456_789);
    MutableLogEvent event = new MutableLogEvent();
    event.initFrom(event().setInstant(instant).build());

    read(event);

    assertThat(fields.get("instant")).isEqualTo("1764000000s 123456789ns");
  }

  @Test
  void rootLoggerHasTheEmptyName() {
    assertThat(source.loggerName(event().setLoggerName("").build())).isEmpty();
    assertThat(source.loggerName(event().setLoggerName(null).build())).isEmpty();
    assertThat(source.loggerName(event().setLoggerName("com.example.Shop").build()))
        .isEqualTo("com.example.Shop");
  }

  @Test
  void threadIsNamedWithItsNumber() {
    read(event().setThreadName("worker").setThreadId(17).build());

    assertThat(fields.get("thread")).isEqualTo("worker#17");
  }

  @Test
  void fieldsAreReadInTheOrderOfTheirDeclaration() {
    ThreadContext.put("user", "ada");
    ThreadContext.push("outer");
    LogEvent event =
        event(new StringMapMessage().with("a", "b"))
            .setContextStack(ThreadContext.getImmutableStack())
            .setContextData(mdc("user", "ada"))
            .setMarker(new Log4jMarker("M"))
            .setThrown(new IllegalStateException())
            .setSource(new StackTraceElement("A", "b", "A.java", 1))
            .build();

    new LogEventSource(PatternLayout.createDefaultLayout()).read(event, fields);

    assertThat(fields.order)
        .containsExactly(
            "instant",
            "level",
            "logger",
            "thread",
            "mdc",
            "keyValue",
            "marker",
            "ndc",
            "caller",
            "rendered",
            "messageBuilder",
            "message",
            "exception");
  }

  @Test
  void onlyTheFieldsAlwaysKeptAreReadWhereNoOtherIsWanted() {
    fields.wanted.clear();
    LogEvent event =
        event(new ParameterizedMessage("Hello {}", "Ada"))
            .setContextData(mdc("user", "ada"))
            .setMarker(new Log4jMarker("M"))
            .setThrown(new IllegalStateException())
            .setSource(new StackTraceElement("A", "b", "A.java", 1))
            .build();

    new LogEventSource(PatternLayout.createDefaultLayout()).read(event, fields);

    assertThat(fields.order)
        .containsExactly("instant", "level", "logger", "thread", "messageBuilder", "message");
  }

  @Test
  void contextDataIsReadWhereOnlyTheTraceIsWanted() {
    fields.wanted.clear();
    fields.wanted.add(Field.TRACE_CONTEXT);

    read(event().setContextData(mdc("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736")).build());

    assertThat(fields.mdc).containsKey("trace_id");
  }

  @Test
  void contextValuesOfAnyTypeBecomeText() {
    StringMap data = mdc("text", "a");
    data.putValue("number", 7);
    data.putValue("nothing", null);
    data.putValue("faulty", new Faulty());
    data.putValue("hopeless", new Hopeless());

    read(event().setContextData(data).build());

    assertThat(fields.mdc)
        .containsEntry("text", "a")
        .containsEntry("number", "7")
        .containsEntry("nothing", null)
        .hasEntrySatisfying("faulty", text -> assertThat(text).contains("IllegalStateException"))
        .hasEntrySatisfying("hopeless", text -> assertThat(text).contains("AssertionError"));
  }

  @Test
  void contextStackIsReadFromTheOutermost() {
    ThreadContext.push("outer");
    ThreadContext.push("inner");

    read(event().setContextStack(ThreadContext.getImmutableStack()).build());

    assertThat(fields.ndc).containsExactly("outer", "inner");
  }

  @Test
  void markerComesWithItsParentsEachOnce() {
    Marker grandparent = new Log4jMarker("GRANDPARENT");
    Marker father = new Log4jMarker("FATHER").setParents(grandparent);
    Marker mother = new Log4jMarker("MOTHER").setParents(grandparent);

    read(event().setMarker(new Log4jMarker("CHILD").setParents(father, mother)).build());

    assertThat(fields.markers).containsExactly("CHILD", "FATHER", "GRANDPARENT", "MOTHER");
  }

  @Test
  void cyclicMarkersEnd() {
    Marker chicken = new Log4jMarker("CHICKEN");
    Marker egg = new Log4jMarker("EGG").setParents(chicken);
    chicken.setParents(egg);

    read(event().setMarker(chicken).build());

    assertThat(fields.markers).containsExactly("CHICKEN", "EGG");
  }

  @Test
  void callerIsTheSourceOfTheEvent() {
    read(event().setSource(new StackTraceElement("Shop", "buy", "Shop.java", 12)).build());

    assertThat(fields.get("caller")).isEqualTo("Shop.buy(Shop.java)");
  }

  @Test
  void messageFormatsItselfIntoTheBuilder() {
    read(event(new ParameterizedMessage("{} + {}", 1, "x")).build());

    assertThat(fields.order).contains("messageBuilder");
    assertThat(fields.get("message")).isEqualTo("1 + x");
  }

  @Test
  void messageThatCannotFormatItselfIsAskedForItsText() {
    read(event(new StringFormattedMessage("%05d", 42)).build());

    assertThat(fields.order).doesNotContain("messageBuilder");
    assertThat(fields.get("message")).isEqualTo("00042");
  }

  @Test
  void eventWithoutMessageHasNone() {
    read(Log4jLogEvent.newBuilder().setLevel(Level.INFO).build());

    assertThat(fields.get("message")).isNull();
  }

  @Test
  void patternComesWithItsArguments() {
    read(event(new ParameterizedMessage("{} of {}", 1, "x")).build());

    assertThat(fields.get("pattern")).isEqualTo("{} of {}[1, x]");
  }

  @Test
  void patternsOfOtherSyntaxComeToo() {
    read(event(new MessageFormatMessage("{0} items", 3)).build());

    assertThat(fields.get("pattern")).isEqualTo("{0} items[3]");
  }

  @Test
  void textWithoutArgumentsIsNoPattern() {
    read(event(new SimpleMessage("plain {}")).build());

    assertThat(fields.get("message")).isEqualTo("plain {}");
    assertThat(fields.get("pattern")).isNull();
  }

  @Test
  void mapMessageGivesTypedKeyValuesAndItsText() {
    MapMessage<?, Object> message = new ObjectMapMessage(Map.of("count", 3, "ok", true));

    read(event(message).build());

    assertThat(fields.keyValues).containsExactly(Map.entry("count", 3), Map.entry("ok", true));
    assertThat(fields.get("message")).isEqualTo("count=\"3\" ok=\"true\"");
    assertThat(fields.get("pattern")).isNull();
  }

  @Test
  void structuredDataGivesItsIdTypeAndMessageToo() {
    StructuredDataMessage message =
        new StructuredDataMessage("transfer@18060", "Transferred", "Audit");
    message.put("amount", "200");

    read(event(message).build());

    assertThat(fields.keyValues)
        .hasEntrySatisfying("sd.id", id -> assertThat(id).hasToString("transfer@18060"))
        .containsEntry("sd.type", "Audit")
        .containsEntry("sd.message", "Transferred")
        .containsEntry("amount", "200");
    assertThat(fields.get("message"))
        .isEqualTo("Audit [transfer@18060 amount=\"200\"] Transferred");
  }

  @Test
  void objectMessageOfAMapGivesKeyValues() {
    read(event(new ObjectMessage(Map.of("count", 3))).build());

    assertThat(fields.keyValues).containsExactly(Map.entry("count", 3));
    assertThat(fields.get("message")).isEqualTo("{count=3}");
    assertThat(fields.get("pattern")).isNull();
  }

  @Test
  void objectMessageOfAnythingElseIsText() {
    read(event(new ObjectMessage(List.of(1, 2))).build());

    assertThat(fields.keyValues).isEmpty();
    assertThat(fields.get("message")).isEqualTo("[1, 2]");
  }

  @Test
  void reusedEventIsReadInPlace() {
    MutableLogEvent event = reused(ReusableMessageFactory.INSTANCE.newMessage("{} + {}", 1, "x"));

    read(event);

    assertThat(fields.get("message")).isEqualTo("1 + x");
    assertThat(fields.get("pattern")).isEqualTo("{} + {}[1, x]");
    assertThat(event.getParameters()).as("still the event's own").containsExactly(1, "x");
  }

  @Test
  void mapLoggedAsObjectThroughAReusedEventGivesKeyValues() {
    read(reused(ReusableMessageFactory.INSTANCE.newMessage(Map.of("count", 3))));

    assertThat(fields.keyValues).containsExactly(Map.entry("count", 3));
    assertThat(fields.get("message")).isEqualTo("{count=3}");
  }

  @Test
  void mapLoggedAsObjectKeepsItsKeyValuesWhenTheEventIsCopied() {
    read(reused(ReusableMessageFactory.INSTANCE.newMessage(Map.of("count", 3))).toImmutable());

    assertThat(fields.keyValues).containsExactly(Map.entry("count", 3));
    assertThat(fields.get("message")).isEqualTo("{count=3}");
  }

  @Test
  void copiedEventKeepsItsPattern() {
    read(reused(ReusableMessageFactory.INSTANCE.newMessage("{} + {}", 1, "x")).toImmutable());

    assertThat(fields.get("message")).isEqualTo("1 + x");
    assertThat(fields.get("pattern")).isEqualTo("{} + {}[1, x]");
  }

  @Test
  void argumentOfAPatternIsNoKeyValueEvenIfItIsAMap() {
    read(reused(ReusableMessageFactory.INSTANCE.newMessage("{}", Map.of("count", 3))));

    assertThat(fields.keyValues).isEmpty();
  }

  @Test
  void exceptionIsTheOneThrown() {
    IllegalStateException thrown = new IllegalStateException("no");

    read(event().setThrown(thrown).build());

    assertThat(fields.get("exception")).isSameAs(thrown);
  }

  @Test
  void deserialisedEventHasItsExceptionDescribed() throws Exception {
    LogEvent original = event().setThrown(new IllegalStateException("no")).build();

    read(overTheWire(original));

    assertThat(fields.get("exception"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .satisfiesExactly(
            type -> assertThat(type).isEqualTo("java.lang.IllegalStateException"),
            message -> assertThat(message).isEqualTo("no"),
            text -> assertThat(text).contains("deserialisedEventHasItsExceptionDescribed"));
  }

  @Test
  void whereAnEntryChangesWhileItIsReadMessageAndExceptionComeAllTheSame() {
    Map<String, Object> changing = new HashMap<>(Map.of("user", "ada"));
    fields.onKeyValue = () -> changing.put("more", 1);
    LogEvent event =
        event(new ObjectMessage(changing)).setThrown(new IllegalStateException("no")).build();

    assertThatThrownBy(() -> read(event)).isInstanceOf(ConcurrentModificationException.class);
    assertThat(fields.get("message")).asString().contains("user=ada");
    assertThat(fields.get("exception")).isNotNull();
  }

  @Test
  void exceptionIsReadEvenWhereTheMessageThrows() {
    LogEvent event =
        event(new ObjectMessage(new Faulty())).setThrown(new IllegalStateException("no")).build();

    assertThatThrownBy(() -> read(event)).hasMessage("faulty");
    assertThat(fields.get("exception")).isNotNull();
  }

  @Test
  void layoutRendersTheEvent() {
    new LogEventSource(PatternLayout.newBuilder().withPattern("<%m>").build())
        .read(event(new SimpleMessage("hello")).build(), fields);

    assertThat(fields.get("rendered")).isEqualTo("<hello>");
    assertThat(fields.get("message")).isEqualTo("hello");
  }

  @Test
  void layoutOfTheConfigurationReadLastRenders() {
    LogEventSource rendering =
        new LogEventSource(PatternLayout.newBuilder().withPattern("<%m>").build());
    rendering.renderWith(PatternLayout.newBuilder().withPattern("[%m]").build());

    rendering.read(event(new SimpleMessage("hello")).build(), fields);

    assertThat(fields.get("rendered")).isEqualTo("[hello]");
  }

  @Test
  @SuppressWarnings("deprecation") // the one layout of Log4j2's own that makes bytes
  void layoutThatMakesBytesIsTakenAsText() {
    new LogEventSource(SerializedLayout.createLayout()).read(event().build(), fields);

    assertThat(fields.get("rendered")).asString().contains("LogEventProxy");
  }

  private void read(LogEvent event) {
    source.read(event, fields);
  }

  private static Log4jLogEvent.Builder event() {
    return event(new SimpleMessage("hello"));
  }

  private static Log4jLogEvent.Builder event(Message message) {
    return Log4jLogEvent.newBuilder()
        .setLoggerName("com.example.Shop")
        .setLevel(Level.INFO)
        .setMessage(message);
  }

  private static MutableLogEvent reused(Message message) {
    MutableLogEvent event = new MutableLogEvent();
    event.setMessage(message);
    return event;
  }

  private static StringMap mdc(String key, String value) {
    StringMap data = new SortedArrayStringMap();
    data.putValue(key, value);
    return data;
  }

  private static LogEvent overTheWire(LogEvent event) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Log4jLogEvent.serialize(event, false));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (LogEvent) in.readObject();
    }
  }

  /** A map message whose values keep their types, as applications define them. */
  private static final class ObjectMapMessage extends MapMessage<ObjectMapMessage, Object> {
    ObjectMapMessage(Map<String, Object> entries) {
      super(entries);
    }
  }

  private static final class Hopeless {
    @Override
    public String toString() {
      throw new AssertionError("hopeless");
    }
  }

  private static final class Faulty {
    @Override
    public String toString() {
      throw new IllegalStateException("faulty");
    }
  }
}
