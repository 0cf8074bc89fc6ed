package io.github.telemetryappender.core.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RecordList;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {

  private static final ResourceConfig RESOURCE =
      new ResourceConfig("shop", "1.2", "test", "host-1", 4711, Map.of("team", "a \"b\""));
  private static final ResourceConfig BARE = new ResourceConfig(null, null, null, "", 1, Map.of());

  private final JsonMapper jackson =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Test
  void everyFieldHasItsKeyInOrder() throws Exception {
    String body = render(JsonFormat.json(RESOURCE), JsonFormatTest::readFull);

    assertThat(body)
        .isEqualTo(
            "[{\"@timestamp\":\"2026-03-05T17:08:09.250Z\",\"log.level\":\"NOTICE\","
                + "\"message\":\"hello\",\"ecs.version\":\"1.2.0\","
                + "\"event.id\":\"00000000000000ab-n-0\",\"log.logger\":\"a.B\","
                + "\"process.thread.name\":\"main\",\"service.name\":\"shop\","
                + "\"service.version\":\"1.2\",\"service.environment\":\"test\","
                + "\"host.name\":\"host-1\",\"process.pid\":4711,"
                + "\"trace.id\":\"0af7651916cd43dd8448eb211c80319c\","
                + "\"span.id\":\"b7ad6b7169203331\",\"labels\":{\"user\":\"u1\"},"
                + "\"attributes\":{\"n\":-5,\"d\":1.5,\"b\":true,\"z\":null,\"t\":\"x\"},"
                + "\"tags\":[\"m1\",\"m2\"],\"ndc\":[\"outer\",\"inner\"],"
                + "\"error.type\":\"T\",\"error.message\":\"why\",\"error.stack_trace\":\"T: why\\n"
                + "\\tat a.B\",\"log.origin.file.name\":\"B.java\",\"log.origin.file.line\":17,"
                + "\"log.origin.function\":\"m\",\"resource\":{\"team\":\"a \\\"b\\\"\"}}]");
  }

  private static void readFull(EventFields fields) {
    fields.instant(Instant.parse("2026-03-05T17:08:09Z").getEpochSecond(), 250_000_000);
    fields.level("NOTICE");
    fields.logger("a.B");
    fields.thread("main", 1);
    fields.trace("0AF7651916CD43DD8448EB211C80319C", "b7ad6b7169203331", 1);
    fields.mdc("user", "u1");
    fields.keyValue("n", -5);
    fields.keyValue("d", 1.5);
    fields.keyValue("b", true);
    fields.keyValue("z", null);
    fields.keyValue("t", "x");
    fields.marker("m1");
    fields.marker("m2");
    fields.ndc("outer");
    fields.ndc("inner");
    fields.caller("a.B", "m", "B.java", 17);
    fields.message("hello");
    fields.exception("T", "why", "T: why\n\tat a.B");
  }

  @Test
  void whatIsNotThereHasNoKey() throws Exception {
    JsonNode event = one(JsonFormat.json(BARE), fields -> {});

    assertThat(event.fieldNames())
        .toIterable()
        .containsExactly("@timestamp", "log.level", "ecs.version", "event.id", "process.pid");
  }

  @Test
  void aCutEventSaysSo() throws Exception {
    JsonNode event = one(JsonFormat.json(BARE), fields -> fields.message("x".repeat(1 << 20)));

    assertThat(event.get("log.truncated")).hasToString("true");
  }

  @Test
  void everyCharacterSurvives() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0x1_0ffff; c += c < 0x3000 ? 1 : 97) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    for (int shift = 0; shift < 9; shift++) { // through all places in a word of eight bytes
      String text = "x".repeat(shift) + all;

      assertThat(
              one(JsonFormat.ndjson(BARE), fields -> fields.message(text)).get("message").asText())
          .isEqualTo(text);
    }
  }

  @Test
  void oneOfFewKeysThatComesTwiceIsWrittenOnceWithItsLastValue() throws Exception {
    JsonNode event =
        one(
            JsonFormat.json(BARE),
            fields -> {
              fields.keyValue("a", 1);
              fields.keyValue("b", 2);
              fields.keyValue("a", 3);
            });

    assertThat(event.get("attributes")).hasToString("{\"b\":2,\"a\":3}");
  }

  @Test
  void oneOfManyKeysThatComesTwiceIsWrittenOnceWithItsLastValue() throws Exception {
    JsonNode event =
        one(
            JsonFormat.json(BARE),
            fields -> {
              for (int i = 0; i < 100; i++) {
                fields.keyValue("k" + i % 30, i);
                fields.mdc("m" + i % 10, "v" + i);
              }
            });

    assertThat(event.get("attributes")).hasSize(30);
    assertThat(event.get("attributes").get("k3").asInt()).isEqualTo(93);
    assertThat(event.get("labels")).hasSize(10);
    assertThat(event.get("labels").get("m3").asText()).isEqualTo("v93");
  }

  @Test
  void numbersKeepTheirValue() throws Exception {
    JsonNode values =
        one(
                JsonFormat.json(BARE),
                fields -> {
                  fields.keyValue("min", Long.MIN_VALUE);
                  fields.keyValue("max", Long.MAX_VALUE);
                  fields.keyValue("tiny", Double.MIN_VALUE);
                  fields.keyValue("float", 0.1f);
                  fields.keyValue("big", new BigDecimal("1E+400"));
                  fields.keyValue("nan", Double.NaN);
                  fields.keyValue("infinite", Double.NEGATIVE_INFINITY);
                })
            .get("attributes");

    assertThat(values.get("min").asLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(values.get("max").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(values.get("tiny").doubleValue()).isEqualTo(Double.MIN_VALUE);
    assertThat(values.get("float").decimalValue()).isEqualByComparingTo("0.1");
    assertThat(values.get("big").decimalValue()).isEqualByComparingTo("1E+400");
    assertThat(values.get("nan").textValue()).isEqualTo("NaN");
    assertThat(values.get("infinite").textValue()).isEqualTo("-Infinity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-05T17:08:09Z",
        "2026-03-05T17:08:00Z",
        "2026-03-05T00:00:00.001Z",
        "2026-03-05T17:08:09.000001Z",
        "2026-03-05T17:08:09.123456Z",
        "2026-03-05T17:08:09.000000001Z",
        "2026-03-05T17:08:09.123456789Z",
        "1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z"
      })
  void instantsReadAsJavaWritesThem(String text) throws Exception {
    Instant instant = Instant.parse(text);

    JsonNode event =
        one(
            JsonFormat.json(BARE),
            fields -> fields.instant(instant.getEpochSecond(), instant.getNano()));

    assertThat(event.get("@timestamp").asText()).isEqualTo(text);
  }

  @Test
  void linesAreObjectsEachWithItsOwnEnd() throws Exception {
    String body =
        render(
            JsonFormat.ndjson(BARE),
            fields -> fields.message("one\ntwo"),
            fields -> fields.message("three"));

    assertThat(body).endsWith("\n");
    assertThat(body.lines()).hasSize(2);
    assertThat(jackson.readTree(body.lines().toList().get(0)).get("message").asText())
        .isEqualTo("one\ntwo");
  }

  @Test
  void arraysHaveCommasBetweenTheirObjects() throws Exception {
    JsonNode body =
        jackson.readTree(render(JsonFormat.json(BARE), fields -> {}, fields -> {}, fields -> {}));

    assertThat(body).hasSize(3);
    assertThat(body.findValuesAsText("event.id"))
        .containsExactly("00000000000000ab-n-0", "00000000000000ab-n-1", "00000000000000ab-n-2");
  }

  @Test
  void anObjectOfTheUsersLayoutIsTakenOverWithOurEventId() throws Exception {
    String layout = " {\n \"a\": {\"event.id\": [1, 2]},\r\n \"b\": \"x\\ny\"}\n";

    JsonNode event = one(JsonFormat.ndjson(RESOURCE), fields -> fields.rendered(layout));

    assertThat(event)
        .hasToString(
            "{\"event.id\":\"00000000000000ab-n-0\",\"a\":{\"event.id\":[1,2]},\"b\":\"x\\ny\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1_000, 3_000, 5_000, 9_000, 20_000, 60_000})
  void aLongObjectOfTheUsersLayoutIsTakenOverAsWell(int lines) throws Exception {
    String layout = "{\"a\":\"\u2028\",\"b\":\"" + "x\\n".repeat(lines) + "\",\"c\":1}\n";

    JsonNode event =
        one(
            JsonFormat.ndjson(RESOURCE),
            fields -> {
              fields.mdc("in front", "of it");
              fields.rendered(layout);
              fields.message("behind it");
            });

    assertThat(event.get("b").asText()).hasSize(2 * lines);
    assertThat(event.get("c").asInt()).isEqualTo(1);
  }

  @Test
  void anEventIdOfTheUsersLayoutStays() throws Exception {
    JsonNode event =
        one(
            JsonFormat.json(RESOURCE),
            fields -> fields.rendered("{\"event.id\":\"mine\",\"a\":1}"));

    assertThat(event).hasToString("{\"event.id\":\"mine\",\"a\":1}");
  }

  @Test
  void anEmptyObjectOfTheUsersLayoutGetsAnEventId() throws Exception {
    assertThat(one(JsonFormat.json(RESOURCE), fields -> fields.rendered("{ }")))
        .hasToString("{\"event.id\":\"00000000000000ab-n-0\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text",
        "",
        " ",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1},{}",
        "[1]",
        "1",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":nul}",
        "{\u0000}\u0000"
      })
  void anythingElseOfTheUsersLayoutIsTheMessage(String layout) throws Exception {
    JsonNode event =
        one(
            JsonFormat.json(RESOURCE),
            fields -> {
              fields.rendered(layout);
              fields.message("unrendered");
            });

    assertThat(event.get("message").asText()).isEqualTo(layout);
    assertThat(event.get("service.name").asText()).isEqualTo("shop");
  }

  private JsonNode one(PayloadFormat format, EventScript event) throws Exception {
    JsonNode body = jackson.readTree(render(format, event));
    return body.isArray() ? body.get(0) : body;
  }

  private static String render(PayloadFormat format, EventScript... events) throws Exception {
    CaptureBench bench = new CaptureBench();
    List.of(events).forEach(bench::read);
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.NONE)) {
      RenderedBody body =
          renderer.render(new RecordList(new ArrayList<>(bench.sink().records())), Long.MAX_VALUE);
      assertThat(body.leftOut()).isEmpty();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      body.writeTo(out);
      return out.toString(StandardCharsets.UTF_8);
    }
  }
}
