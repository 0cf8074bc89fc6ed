package io.github.telemetryappender.core.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.RecordList;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What another library reads from our JSON is what the event held. */
class JsonRoundTripTest {

  private static final ResourceConfig RESOURCE =
      new ResourceConfig("shop", null, null, "", 1, Map.of());

  private final JsonMapper jackson =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Property(tries = 200)
  void anyEventComesBack(
      @ForAll("texts") String message,
      @ForAll("texts") String stackTrace,
      @ForAll("labels") Map<String, String> labels,
      @ForAll("attributes") Map<String, @Nullable Object> attributes,
      @ForAll("lists") List<String> tags)
      throws Exception {
    CaptureBench bench = new CaptureBench();
    bench.read(
        fields -> {
          labels.forEach(fields::mdc);
          attributes.forEach(fields::keyValue);
          tags.forEach(fields::marker);
          fields.message(message);
          fields.exception("T", null, stackTrace);
        });

    JsonNode event = rendered(bench);

    assertThat(event.get("message").textValue()).isEqualTo(message);
    assertThat(event.get("error.stack_trace").textValue()).isEqualTo(stackTrace);
    assertThat(event.path("labels")).isEqualTo(orMissing(objectOf(labels)));
    assertThat(event.path("attributes")).isEqualTo(orMissing(objectOf(attributes)));
    assertThat(event.path("tags")).extracting(JsonNode::textValue).isEqualTo(tags);
  }

  private JsonNode rendered(CaptureBench bench) throws Exception {
    try (BodyRenderer renderer = new BodyRenderer(JsonFormat.json(RESOURCE), Compression.NONE)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      renderer.render(new RecordList(bench.sink().records()), Long.MAX_VALUE).writeTo(out);
      return jackson.readTree(out.toByteArray()).get(0);
    }
  }

  private static ObjectNode objectOf(Map<String, ?> map) {
    ObjectNode object = JsonNodeFactory.withExactBigDecimals(true).objectNode();
    map.forEach((key, value) -> object.set(key, nodeOf(object, value)));
    return object;
  }

  private static JsonNode nodeOf(ObjectNode nodes, @Nullable Object value) {
    if (value instanceof Integer number) {
      return nodes.numberNode((int) number);
    }
    if (value instanceof BigDecimal number) {
      return nodes.numberNode(number);
    }
    if (value instanceof Boolean bool) {
      return nodes.booleanNode(bool);
    }
    return value == null ? nodes.nullNode() : nodes.textNode(value.toString());
  }

  private static JsonNode orMissing(ObjectNode object) {
    return object.isEmpty() ? object.path("nothing") : object;
  }

  @Provide
  static Arbitrary<String> texts() {
    Arbitrary<String> plain = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60);
    Arbitrary<String> any =
        Arbitraries.chars()
            .all()
            .filter(c -> !Character.isSurrogate(c))
            .list()
            .ofMaxSize(30)
            .map(JsonRoundTripTest::joined);
    Arbitrary<String> special =
        Arbitraries.of("\"", "\\", "\n", "\u0000", "\u001f", "\u007f", "\u2028", "😀", "abcdefgh")
            .list()
            .ofMaxSize(30)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(plain, any, special);
  }

  private static String joined(List<Character> chars) {
    StringBuilder text = new StringBuilder();
    chars.forEach(text::append);
    return text.toString();
  }

  @Provide
  static Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(25);
  }

  @Provide
  static Arbitrary<Map<String, @Nullable Object>> attributes() {
    Arbitrary<@Nullable Object> values =
        Arbitraries.oneOf(
                texts().map(text -> (Object) text),
                Arbitraries.integers().map(number -> (Object) number),
                Arbitraries.bigDecimals()
                    .filter(number -> number.scale() > 0)
                    .map(number -> (Object) number),
                Arbitraries.of(true, false).map(bool -> (Object) bool))
            .injectNull(0.1);
    return Arbitraries.maps(texts(), values).ofMaxSize(25);
  }

  @Provide
  static Arbitrary<List<String>> lists() {
    return texts().list().ofMaxSize(5);
  }
}
