package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What is handed over is what a format reads. */
class RecordRoundTripTest {

  private static final String LONE_SURROGATES =
      "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]";

  private final CaptureBench bench = new CaptureBench();

  @Property(tries = 200)
  void everyFieldComesBack(@ForAll("events") TestEvent event) {
    RecordReader record = bench.read(event);

    assertThat(TestEvent.of(record)).isEqualTo(event.asRead());
    assertThat(record.truncated()).isFalse();
    assertThat(record.damaged()).isFalse();
  }

  @Property(tries = 50)
  void aReaderMovedToAnotherRecordForgetsTheFirst(
      @ForAll("events") TestEvent first, @ForAll("events") TestEvent second) {
    bench.read(first);
    bench.read(second);
    List<byte[]> records = bench.sink().records();
    RecordReader reader = new RecordReader();
    for (byte[] record : records.subList(records.size() - 2, records.size())) {
      reader.wrap(record, 0, record.length, RecordingSink.EVENT_ID_PREFIX, 0);
    }

    assertThat(TestEvent.of(reader)).isEqualTo(second.asRead());
  }

  @Example
  void aLoneSurrogateIsWrittenAsTheReplacementCharacter() {
    Utf8Slice message = bench.read(fields -> fields.message("\ud83dx\ude00")).message();

    assertThat(message).isNotNull();
    assertThat(
            Arrays.copyOfRange(
                message.array(), message.offset(), message.offset() + message.length()))
        .isEqualTo("\ufffdx\ufffd".getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  static Arbitrary<TestEvent> events() {
    Arbitrary<String> texts = texts();
    Arbitrary<@Nullable String> optional = texts.injectNull(0.2);
    Arbitrary<Map<String, String>> maps = Arbitraries.maps(texts, texts).ofMaxSize(20);
    Arbitrary<List<String>> lists = texts.list().ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L),
            Arbitraries.integers().between(0, 999_999_999),
            optional.list().ofSize(12),
            maps,
            Arbitraries.maps(texts, values()).ofMaxSize(20),
            lists,
            lists,
            values().list().ofMaxSize(5))
        .as(TestEvent::new);
  }

  private static Arbitrary<String> texts() {
    Arbitrary<Character> anyChar = Arbitraries.chars().all();
    Arbitrary<String> any = Arbitraries.strings().withChars('a', 'ä', '€').all().ofMaxLength(40);
    Arbitrary<String> raw = anyChar.list().ofMaxSize(40).map(RecordRoundTripTest::concatenated);
    Arbitrary<String> ascii = Arbitraries.strings().ascii().ofMinLength(240).ofMaxLength(270);
    Arbitrary<String> pairs =
        Arbitraries.integers()
            .between(0, 700)
            .map(count -> "x".repeat(count % 3) + "😀".repeat(count));
    return Arbitraries.frequencyOf(
        Tuple.of(4, any), Tuple.of(4, raw), Tuple.of(2, ascii), Tuple.of(1, pairs));
  }

  private static String concatenated(List<Character> chars) {
    StringBuilder text = new StringBuilder();
    chars.forEach(text::append);
    return text.toString();
  }

  private static Arbitrary<@Nullable Object> values() {
    return Arbitraries.oneOf(
            texts().map(text -> (Object) text),
            Arbitraries.longs().map(number -> (Object) number),
            Arbitraries.doubles().map(number -> (Object) number),
            Arbitraries.bigDecimals().map(number -> (Object) number),
            Arbitraries.of(true, false).map(bool -> (Object) bool))
        .injectNull(0.1);
  }

  /** An event by its values; {@code texts} are the single ones, in the order of the methods. */
  record TestEvent(
      long epochSecond,
      int nanoOfSecond,
      List<@Nullable String> texts,
      Map<String, String> mdc,
      Map<String, @Nullable Object> keyValues,
      List<String> markers,
      List<String> ndc,
      List<@Nullable Object> arguments)
      implements EventScript {

    @Override
    public void read(EventFields fields) {
      fields.instant(epochSecond, nanoOfSecond);
      fields.level(texts.get(0) == null ? "INFO" : texts.get(0));
      fields.logger(texts.get(1));
      fields.thread(texts.get(2), 42);
      mdc.forEach(fields::mdc);
      keyValues.forEach(fields::keyValue);
      markers.forEach(fields::marker);
      ndc.forEach(fields::ndc);
      fields.caller(texts.get(3), texts.get(4), texts.get(5), 17);
      fields.rendered(texts.get(6));
      fields.message(texts.get(7));
      fields.pattern(texts.get(8), arguments.toArray());
      fields.exception(texts.get(9), texts.get(10), texts.get(11));
    }

    /** With what UTF-8 cannot hold replaced, and what cannot be told from "not there" as that. */
    TestEvent asRead() {
      List<@Nullable String> read = new ArrayList<>();
      for (String text : texts) {
        read.add(text == null ? null : clean(text));
      }
      read.set(0, texts.get(0) == null ? "INFO" : clean(texts.get(0)));
      for (int callerPart = 3; callerPart <= 5; callerPart++) {
        read.set(callerPart, read.get(callerPart) == null ? "" : read.get(callerPart));
      }
      String rendered = read.get(6);
      read.set(6, rendered == null ? null : rendered.replaceAll("[\\r\\n]+\\z", ""));
      Map<String, String> readMdc = new LinkedHashMap<>();
      mdc.forEach((key, value) -> put(readMdc, clean(key), clean(value)));
      Map<String, @Nullable Object> readValues = new LinkedHashMap<>();
      keyValues.forEach((key, value) -> put(readValues, clean(key), cleanValue(value)));
      return new TestEvent(
          epochSecond,
          nanoOfSecond,
          read,
          readMdc,
          readValues,
          markers.stream().map(TestEvent::clean).toList(),
          ndc.stream().map(TestEvent::clean).toList(),
          texts.get(8) == null
              ? List.of()
              : new ArrayList<>(arguments.stream().map(TestEvent::cleanValue).toList()));
    }

    static <V> void put(Map<String, V> map, String key, V value) {
      map.remove(key); // the last one counts, and stands where it stood
      map.put(key, value);
    }

    static String clean(String text) {
      return text.replaceAll(LONE_SURROGATES, "\ufffd");
    }

    static @Nullable Object cleanValue(@Nullable Object value) {
      return value instanceof String text ? clean(text) : value;
    }

    static TestEvent of(RecordReader record) {
      return new TestEvent(
          record.epochSecond(),
          record.nanoOfSecond(),
          Arrays.asList(
              record.level().toString(),
              string(record.logger()),
              string(record.thread()),
              record.callerClass().toString(),
              record.callerMethod().toString(),
              record.callerFile().toString(),
              string(record.rendered()),
              string(record.message()),
              string(record.pattern()),
              string(record.exceptionType()),
              string(record.exceptionMessage()),
              string(record.stackTrace())),
          Entries.texts(record.mdc()),
          Entries.values(record.keyValues()),
          Entries.list(record.markers()),
          Entries.list(record.ndc()),
          Entries.valueList(record.arguments()));
    }

    private static @Nullable String string(@Nullable Utf8Slice slice) {
      return slice == null ? null : slice.toString();
    }
  }
}
