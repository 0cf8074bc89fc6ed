package io.github.telemetryappender.core.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  private final Decimals decimals = new Decimals();
  private final RenderBuffer out = new RenderBuffer(0);

  @Property
  void longs(@ForAll long value) {
    decimals.append(value, out);

    assertThat(written()).isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 9, 10, 99, 100, 101, -1, -100, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_000})
  void longsAtTheEdges(long value) {
    decimals.append(value, out);

    assertThat(written()).isEqualTo(Long.toString(value));
  }

  @Property
  void unsignedLongs(@ForAll long value) {
    decimals.appendUnsigned(value, out);

    assertThat(written()).isEqualTo(Long.toUnsignedString(value));
  }

  @Property
  void doublesReadBackAsTheyWere(@ForAll("doubles") double value) {
    decimals.append(value, out);

    assertThat(Double.parseDouble(written())).isEqualTo(value);
  }

  /** No digit more than Java itself writes, and a number in JSON. */
  @Property
  void doublesHaveNoDigitTooMany(@ForAll("doubles") double value) {
    decimals.append(value, out);

    String written = written();
    assertThat(written).matches("-?(0|[1-9]\\d*)\\.\\d+(E-?\\d+)?");
    assertThat(digits(written)).isLessThanOrEqualTo(digits(Double.toString(value)));
  }

  private static int digits(String number) {
    return new BigDecimal(number).stripTrailingZeros().precision();
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.doubles().between(-1e6, 1e6).ofScale(3),
        Arbitraries.integers().map(number -> number / 100.0),
        Arbitraries.longs().map(number -> number / 1000.0),
        Arbitraries.of(0.0, -0.0, 1e7, 999_999_999_999.999, 1e12, 1e15, 1e16, 0.001, 0.0005));
  }

  @Test
  void numbersThatAreNoneHaveNames() {
    decimals.append(Double.NaN, out);
    out.put((byte) ' ');
    decimals.append(Double.NEGATIVE_INFINITY, out);

    assertThat(written()).isEqualTo("NaN -Infinity");
  }

  @Property
  void nineDigits(@ForAll @IntRange(min = 0, max = 999_999_999) int value) {
    Decimals.appendNine(value, out);

    assertThat(written()).isEqualTo("%09d".formatted(value));
  }

  @Property
  void nanosecondsSince1970(
      @ForAll @LongRange(min = 0, max = 20_000_000_000L) long second,
      @ForAll @IntRange(min = 0, max = 999_999_999) int nano) {
    UnixNanos nanos = new UnixNanos();
    for (long one : new long[] {second, second, 0, second + 1}) {
      nanos.append(one, nano, out);

      assertThat(written())
          .isEqualTo(
              BigInteger.valueOf(one)
                  .multiply(BigInteger.valueOf(1_000_000_000))
                  .add(BigInteger.valueOf(nano))
                  .toString());
    }
  }

  private String written() {
    String written = new String(out.array(), 0, out.size(), US_ASCII);
    out.clear();
    return written;
  }
}
