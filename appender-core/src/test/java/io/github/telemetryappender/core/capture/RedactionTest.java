package io.github.telemetryappender.core.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.NameFilter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is masked before an event is accepted, and what happens to expressions that run away. */
class RedactionTest {

  private static final String SECRET = "hunter2";
  private static final String CATASTROPHE = "(a+)+\\1b"; // the JDK knows the usual ones
  private static final String TRAP = "a".repeat(40) + "!";

  private final List<String> runaways = new ArrayList<>();

  @Test
  void matchesInTheMessageAreMasked() {
    RecordReader record =
        bench("[0-9]{4,}", "(?i)password=[^ ]+")
            .read(fields -> fields.message("card 4111111111 PASSWORD=hunter2 ok 12"));

    assertThat(record.message()).hasToString("card *** *** ok 12");
  }

  @Test
  void aFormattedMessageIsMaskedAcrossPatternAndArguments() {
    Object[] arguments = {"user", SECRET};
    RecordReader record =
        bench("password=\\w+")
            .read(
                fields -> {
                  fields.formattedMessage("{} has password={}", arguments);
                  fields.pattern("{} has password={}", arguments);
                });

    assertThat(record.message()).hasToString("user has ***");
    assertThat(record.pattern()).isNull();
    assertThat(record.argumentCount()).isZero();
  }

  @Test
  void argumentsOfAMessageWithoutASecretStay() {
    Object[] arguments = {"user"};
    RecordReader record =
        bench(SECRET)
            .read(
                fields -> {
                  fields.formattedMessage("{} is here", arguments);
                  fields.pattern("{} is here", arguments);
                });

    assertThat(record.pattern()).hasToString("{} is here");
    assertThat(record.argumentCount()).isEqualTo(1);
  }

  @Test
  void attributesOfEveryTypeAreMasked() {
    RecordReader record =
        bench(SECRET, "[0-9]{8,}")
            .read(
                fields -> {
                  fields.mdc("token", "a " + SECRET);
                  fields.ndc(SECRET);
                  fields.keyValue("text", SECRET);
                  fields.keyValue("whole", 1234567890L);
                  fields.keyValue("small", 12);
                  fields.keyValue("real", 1.5);
                  fields.keyValue("decimal", new BigDecimal("1234567890.5"));
                  fields.keyValue("object", List.of(SECRET, 1));
                  fields.message("m");
                });

    assertThat(Entries.texts(record.mdc())).isEqualTo(Map.of("token", "a ***"));
    assertThat(Entries.list(record.ndc())).containsExactly("***");
    Map<String, Object> values = Entries.values(record.keyValues());
    assertThat(values)
        .containsEntry("text", "***")
        .containsEntry("whole", "***")
        .containsEntry("small", 12L)
        .containsEntry("object", "[***, 1]");
    assertThat(values.get("decimal").toString()).isEqualTo("***.5");
    assertThat(values).containsEntry("real", 1.5);
  }

  @Test
  void exceptionsAreMaskedWithTheirCauses() {
    Exception exception =
        new IllegalStateException("top " + SECRET, new RuntimeException("cause " + SECRET));
    RecordReader record = bench(SECRET).read(fields -> fields.exception(exception));

    assertThat(record.exceptionMessage()).hasToString("top ***");
    assertThat(record.stackTrace().toString())
        .doesNotContain(SECRET)
        .contains("java.lang.IllegalStateException: top ***\n")
        .contains("Caused by: java.lang.RuntimeException: cause ***");
  }

  @Test
  void namesStayAsTheyAre() {
    RecordReader record =
        bench("[a-z]+")
            .read(
                fields -> {
                  fields.logger("com.example");
                  fields.thread("main", 1);
                  fields.mdc("key", "value");
                });

    assertThat(record.logger()).hasToString("com.example");
    assertThat(record.thread()).hasToString("main");
    assertThat(Entries.texts(record.mdc())).isEqualTo(Map.of("key", "***"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "[0-9]", "€", "😀", "^", "z?", "\\b"})
  void masksThatAreLongerThanMatchesFindTheirPlace(String pattern) {
    for (String text : List.of("x", "xx", "1x€😀1", "€€", "😀a😀", "none", "")) {
      assertThat(masked(text, pattern)).isEqualTo(expected(text, pattern));
    }
  }

  @Property(tries = 300)
  void masksWhatTheExpressionMatchesInAnyText(@ForAll @StringLength(max = 400) String any) {
    String text = new String(any.getBytes(UTF_8), UTF_8).replace('?', '!'); // no lone surrogates
    for (String pattern : List.of("[0-9]+", "\\p{L}\\p{L}", "(?s).\\z", "[^\\x00-\\x7f]+", "a|b")) {
      assertThat(masked(text, pattern)).isEqualTo(expected(text, pattern));
    }
  }

  @Property(tries = 300)
  void masksOneExpressionAfterTheOther(
      @ForAll @CharRange(from = 'a', to = 'e') @StringLength(max = 60) String text) {
    assertThat(masked(text, "ab", "c", "\\*d"))
        .isEqualTo(text.replaceAll("ab", "***").replaceAll("c", "***").replaceAll("\\*d", "***"));
  }

  @Test
  void anExpressionThatRunsAwayMasksTheWholeEventAndIsReported() {
    CaptureBench bench = bench("harmless", CATASTROPHE);
    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc("user", "alice");
              fields.keyValue("n", 1);
              fields.message(TRAP);
              fields.exception("a.Type", "text", "trace");
            });

    assertThat(record.message()).hasToString("***");
    assertThat(Entries.texts(record.mdc())).isEqualTo(Map.of("user", "***"));
    assertThat(Entries.values(record.keyValues())).isEqualTo(Map.of("n", "***"));
    assertThat(record.exceptionMessage()).hasToString("***");
    assertThat(record.stackTrace()).hasToString("***");
    assertThat(record.exceptionType()).hasToString("a.Type");
    assertThat(runaways).containsExactly(CATASTROPHE);
  }

  @Test
  void theNextEventIsSearchedAsEver() {
    CaptureBench bench = bench(CATASTROPHE, SECRET);
    bench.read(fields -> fields.message(TRAP));
    assertThat(runaways).hasSize(1);

    assertThat(bench.read(fields -> fields.message("my " + SECRET + ".")).message())
        .hasToString("my ***.");
    assertThat(runaways).hasSize(1);
  }

  /** java.util.regex calls itself for each repetition of a group. */
  @Test
  void anExpressionThatEndsTheStackIsARunaway() {
    RecordReader record = bench("(?:x|y)*z").read(fields -> fields.message("xy".repeat(60_000)));

    assertThat(record.message()).hasToString("***");
    assertThat(runaways).hasSize(1);
  }

  @Test
  void matchesWithoutEndMaskTheWholeEvent() {
    assertThat(bench("x").read(fields -> fields.message("x ".repeat(4096))).message())
        .hasToString("*** ".repeat(4096));
    assertThat(bench("x").read(fields -> fields.message("x ".repeat(4097))).message())
        .hasToString("***");
  }

  @Test
  void ofATextThatWasCutTheEndIsMasked() {
    String text = "a".repeat(2990) + " 4111111111111111 and more";
    CaptureBench bench = bench(4096, "[0-9]{16}");
    RecordReader record = bench.read(fields -> fields.message(text.repeat(2)));

    assertThat(record.truncated()).isTrue();
    assertThat(record.message().toString()).doesNotContain("4111").endsWith("***");
  }

  @Test
  void withRedactionACaptureAllocatesNothing() {
    CaptureBench bench = bench("[0-9]{13,16}", "(?i)(password|token)=\\S+");
    Integer count = 4711;
    EventScript event =
        fields -> {
          fields.mdc("user", "Zoë");
          fields.keyValue("count", count);
          fields.message("card 4111111111111111 of Zoë, token=abc and that is all");
        };
    SilentSink sink = new SilentSink();

    assertThat(
            CaptureAllocationTest.bytesPerEvent(
                () -> bench.capture.capture(event, Severity.INFO, sink)))
        .isLessThan(1);
  }

  /** Takes records and forgets them. */
  private static final class SilentSink implements RecordSink {
    @Override
    public boolean offer(Severity severity, byte[] record, int offset, int length) {
      return true;
    }
  }

  private String masked(String text, String... patterns) {
    return bench(patterns).read(fields -> fields.message(text)).message().toString();
  }

  private static String expected(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .replaceAll(match -> match.group().isEmpty() ? "" : "***");
  }

  private CaptureBench bench(String... patterns) {
    return bench(CaptureBench.MAX_EVENT_BYTES, patterns);
  }

  private CaptureBench bench(int maxEventBytes, String... patterns) {
    CaptureConfig config =
        new CaptureConfig(
            NameFilter.ALL,
            NameFilter.ALL,
            CallerData.INCLUDE,
            maxEventBytes,
            Stream.of(patterns).map(Pattern::compile).toList());
    CaptureBench bench =
        new CaptureBench(config, EnumSet.allOf(Field.class), new MemoryPool(16 << 20));
    bench.capture.onRunaway(runaways::add);
    return bench;
  }
}
