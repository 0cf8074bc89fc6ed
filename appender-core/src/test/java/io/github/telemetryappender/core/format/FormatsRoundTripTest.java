package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What a reader of each protocol that is JSON sees of an event is what the event held. */
class FormatsRoundTripTest {

  private static final String ID = "00000000000000ab-n-0";
  private static final int TRIES = 150;

  private final JsonMapper jackson =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Provide
  Arbitrary<AnyEvent> events() {
    return AnyEvent.any();
  }

  @Property(tries = TRIES)
  void elasticsearch(@ForAll("events") AnyEvent event) throws IOException {
    PayloadFormat format =
        Formats.load().create(AnyEvent.context("elasticsearch", "logs", List.of(), Map.of()));
    List<JsonNode> lines = values(AnyEvent.body(format, event::read));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).hasToString("{\"create\":{\"_id\":\"" + ID + "\"}}");
    JsonNode source = lines.get(1);
    assertThat(source.path("message").textValue()).isEqualTo(event.message());
    Keys labels = new Keys(FormatsRoundTripTest::withoutDots);
    event.labels().forEach((key, value) -> labels.put(key, text(value)));
    assertThat(members(source.path("labels"))).isEqualTo(labels.expected);
    Keys attributes = new Keys(FormatsRoundTripTest::withoutDots);
    event.attributes().forEach((key, value) -> attributes.put(key, typed(value)));
    assertThat(members(source.path("attributes"))).isEqualTo(attributes.expected);
  }

  @Property(tries = TRIES)
  void splunk(@ForAll("events") AnyEvent event) throws IOException {
    List<JsonNode> events = values(AnyEvent.body(AnyEvent.format("splunk"), event::read));

    assertThat(events).hasSize(1);
    assertThat(events.get(0).at("/fields").path("event.id").textValue()).isEqualTo(ID);
    assertThat(events.get(0).path("time").decimalValue())
        .isEqualByComparingTo(BigDecimal.valueOf(event.epochMillis(), 3));
    assertThatObjectHolds(events.get(0).path("event"), event);
  }

  @Property(tries = TRIES)
  void datadog(@ForAll("events") AnyEvent event) throws IOException {
    JsonNode logs = values(AnyEvent.body(AnyEvent.format("datadog"), event::read)).get(0);

    assertThat(logs).hasSize(1);
    assertThat(logs.get(0).path("event.id").textValue()).isEqualTo(ID);
    assertThat(logs.get(0).path("error.stack").textValue()).isEqualTo(event.stackTrace());
    assertThatObjectHolds(logs.get(0), event);
  }

  private static void assertThatObjectHolds(JsonNode object, AnyEvent event) {
    assertThat(object.path("message").textValue()).isEqualTo(event.message());
    Keys labels = new Keys(UnaryOperator.identity(), key -> key);
    event.labels().forEach((key, value) -> labels.put(key, text(value)));
    assertThat(members(object.path("labels"))).isEqualTo(labels.expected);
    Keys attributes = new Keys(UnaryOperator.identity(), key -> key);
    event.attributes().forEach((key, value) -> attributes.put(key, typed(value)));
    assertThat(members(object.path("attributes"))).isEqualTo(attributes.expected);
  }

  @Property(tries = TRIES)
  void loki(@ForAll("events") AnyEvent event) throws IOException {
    JsonNode entry =
        values(AnyEvent.body(AnyEvent.format("loki"), event::read))
            .get(0)
            .at("/streams/0/values/0");

    assertThat(entry.get(0).textValue())
        .isEqualTo(BigDecimal.valueOf(event.epochMillis()).scaleByPowerOfTen(6).toPlainString());
    String stackTrace = event.stackTrace() == null ? "" : "\n" + event.stackTrace();
    assertThat(entry.get(1).textValue()).isEqualTo(event.message() + stackTrace);
    Keys expected = new Keys(FormatsRoundTripTest::identifier);
    expected.own("event_id", text(ID));
    if (!event.logger().isEmpty()) {
      expected.own("logger", text(event.logger()));
    }
    expected.own("thread", text("worker"));
    if (event.traced()) {
      expected.own("trace_id", text(AnyEvent.TRACE_ID));
      expected.own("span_id", text(AnyEvent.SPAN_ID));
    }
    if (event.stackTrace() != null) {
      expected.own("exception_type", text("java.lang.Boom"));
      expected.own("exception_message", text("why"));
    }
    if (!event.tags().isEmpty()) {
      expected.own("tags", text(String.join(",", event.tags())));
    }
    expected.reserve("truncated");
    event.attributes().forEach((key, value) -> expected.put(key, text(String.valueOf(value))));
    event.labels().forEach((key, value) -> expected.put(key, text(value)));
    if (expected.hasLeftOut) {
      expected.own("truncated", text("true"));
    }
    assertThat(members(entry.get(2))).isEqualTo(expected.expected);
  }

  @Property(tries = TRIES)
  void enso(@ForAll("events") AnyEvent event) throws IOException {
    JsonNode log = values(AnyEvent.body(AnyEvent.format("enso"), event::read)).get(0).at("/logs/0");

    assertThat(log.path("message").textValue()).isEqualTo(event.message());
    Map<String, String> seen = members(log.path("metadata"));
    assertThat(seen).containsEntry("eventId", text(ID));
    Keys expected = new Keys(UnaryOperator.identity());
    for (String own :
        List.of("loggerName", "eventId", "type", "level", "threadName", "timestamp")) {
      expected.reserve(own);
    }
    if (event.traced()) {
      expected.reserve("traceId");
      expected.reserve("spanId");
    }
    if (event.stackTrace() != null) {
      expected.reserve("exception");
    }
    event
        .attributes()
        .forEach((key, value) -> expected.put(key, value == null ? text("null") : typed(value)));
    event.labels().forEach((key, value) -> expected.put(key, text(value)));
    assertThat(seen).containsAllEntriesOf(expected.expected);
  }

  /** What keys become, by the rule and not by the code. */
  private static final class Keys {

    private final UnaryOperator<String> rule;
    private final Function<String, String> empty;
    private final Map<String, String> expected = new TreeMap<>();
    private final Map<String, Boolean> taken = new LinkedHashMap<>();
    private boolean hasLeftOut;

    Keys(UnaryOperator<String> rule) {
      this(rule, key -> key.isEmpty() ? "_" : key);
    }

    Keys(UnaryOperator<String> rule, Function<String, String> empty) {
      this.rule = rule;
      this.empty = empty;
    }

    void reserve(String key) {
      taken.put(key, true);
    }

    void own(String key, String value) {
      reserve(key);
      expected.put(key, value);
    }

    void put(String key, String value) {
      String safe = empty.apply(rule.apply(key));
      String free = taken.containsKey(safe) ? "_" + safe : safe;
      if (taken.containsKey(free)) {
        hasLeftOut = true;
      } else {
        own(free, value);
      }
    }
  }

  private static String withoutDots(String key) {
    return key.replace('.', '_');
  }

  /** Each byte of another character becomes an underscore. */
  private static String identifier(String key) {
    StringBuilder safe = new StringBuilder();
    for (byte utf8 : key.getBytes(StandardCharsets.UTF_8)) {
      boolean isKept = utf8 > 0 && (Character.isLetterOrDigit(utf8) || utf8 == '_');
      safe.append(isKept ? (char) utf8 : '_');
    }
    return safe.toString();
  }

  private List<JsonNode> values(byte[] body) throws IOException {
    List<JsonNode> values = new ArrayList<>();
    try (JsonParser parser = jackson.createParser(body)) {
      while (parser.nextToken() != null) {
        values.add(jackson.readTree(parser));
      }
    }
    return values;
  }

  private static Map<String, String> members(JsonNode object) {
    Map<String, String> members = new TreeMap<>();
    object.fields().forEachRemaining(pair -> members.put(pair.getKey(), typed(pair.getValue())));
    return members;
  }

  private static String typed(JsonNode value) {
    if (value.isNumber()) {
      return number(value.decimalValue());
    }
    return value.isTextual() ? text(value.textValue()) : value.toString();
  }

  private static String typed(@Nullable Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number)
          ? number(new BigDecimal(number.toString()))
          : text(number.toString());
    }
    if (value instanceof Number number) {
      return number(new BigDecimal(number.toString()));
    }
    return value instanceof String string ? text(string) : String.valueOf(value);
  }

  private static String number(BigDecimal number) {
    return "number " + number.stripTrailingZeros();
  }

  private static String text(String text) {
    return "text " + text;
  }
}
