package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/** Our formatting gives byte for byte what SLF4J's gives. */
class MessageTextTest {

  private final CaptureBench bench = new CaptureBench();

  @Property(tries = 1000)
  void formatsAsSlf4jDoes(
      @ForAll("patterns") String pattern, @ForAll("arguments") List<@Nullable Object> arguments) {
    Object[] array = arguments.toArray();

    assertThat(format(pattern, array))
        .isEqualTo(MessageFormatter.arrayFormat(pattern, array).getMessage());
  }

  @Example
  void aPatternWithoutArgumentsIsTheMessage() {
    assertThat(format("a {} \\{} b", null)).isEqualTo("a {} \\{} b");
  }

  @Example
  void anArgumentThatThrowsIsNamedAsSlf4jNamesIt() {
    Object[] arguments = {new FailingToString(), 2};

    assertThat(format("{} {}", arguments))
        .isEqualTo(MessageFormatter.arrayFormat("{} {}", arguments).getMessage());
  }

  @Example
  void aNullPatternIsNoMessage() {
    assertThat(bench.read(fields -> fields.formattedMessage(null, new Object[] {1})).message())
        .isNull();
  }

  @Example
  void arraysNestedBeyondAnyStackAreCut() {
    Object[] array = {"bottom"};
    for (int i = 0; i < 100_000; i++) {
      array = new Object[] {array};
    }

    assertThat(format("{}", new Object[] {array})).startsWith("[[[[").contains("[...]");
  }

  private @Nullable String format(String pattern, Object @Nullable [] arguments) {
    Utf8Slice message = bench.read(fields -> fields.formattedMessage(pattern, arguments)).message();
    return message == null ? null : message.toString();
  }

  @Provide
  static Arbitrary<String> patterns() {
    return Arbitraries.of("{}", "\\", "{", "}", "\\\\{}", "\\{}", "a", "ä😀", " ", "{}{}")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  static Arbitrary<List<@Nullable Object>> arguments() {
    return argument().list().ofMaxSize(5).map(ArrayList::new);
  }

  private static Arbitrary<@Nullable Object> argument() {
    Arbitrary<@Nullable Object> leaf =
        Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(5).map(text -> withoutLoneSurrogates(text)),
                Arbitraries.integers().map(number -> (Object) number),
                Arbitraries.longs().map(number -> (Object) number),
                Arbitraries.doubles().map(number -> (Object) number),
                Arbitraries.of(Long.MIN_VALUE, (short) -7, (byte) 3, 1.5f, 'c', true),
                Arbitraries.create(() -> new NullToString()),
                Arbitraries.create(() -> new IllegalStateException("thrown")),
                Arbitraries.create(MessageTextTest::cyclicArray),
                Arbitraries.create(() -> new int[] {1, -2}),
                Arbitraries.create(() -> new boolean[] {true, false}),
                Arbitraries.create(() -> new byte[] {}),
                Arbitraries.create(() -> new char[] {'x', 'ß'}),
                Arbitraries.create(() -> new short[] {5}),
                Arbitraries.create(() -> new long[] {5, Long.MAX_VALUE}),
                Arbitraries.create(() -> new float[] {1.5f, Float.NaN}),
                Arbitraries.create(() -> new double[] {1e300, -0.0}))
            .injectNull(0.1);
    return Arbitraries.recursive(
        () -> leaf, inner -> inner.list().ofMaxSize(4).map(List::toArray), 0, 3);
  }

  private static Object withoutLoneSurrogates(String text) {
    return text.replaceAll("[\\ud800-\\udfff]", "?");
  }

  private static Object cyclicArray() {
    Object[] inner = {1, null, "x"};
    Object[] outer = {inner, inner, "y"};
    inner[1] = outer;
    return outer;
  }

  private static final class FailingToString {
    @Override
    public String toString() {
      throw new IllegalStateException("on purpose");
    }
  }

  private static final class NullToString {
    @Override
    public @Nullable String toString() {
      return null;
    }
  }
}
