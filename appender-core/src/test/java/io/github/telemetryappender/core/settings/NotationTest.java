package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

class NotationTest {

  private static final DurationNotation DURATION = DurationNotation.INSTANCE;
  private static final SizeNotation SIZE = SizeNotation.INSTANCE;
  private static final CountNotation COUNT = CountNotation.INSTANCE;
  private static final DecimalNotation DECIMAL = DecimalNotation.INSTANCE;

  @Property
  void durationReadsWhatItPrints(@ForAll Duration duration) {
    assertThat(DURATION.parse(DURATION.print(duration))).contains(duration);
  }

  @Property
  void wholeMillisArePrintedWithAUnit(@ForAll @LongRange(min = 0, max = 1L << 40) long millis) {
    assertThat(DURATION.print(Duration.ofMillis(millis))).matches("[0-9]+(ms|s|m|h|d)");
  }

  @Property
  void sizeReadsWhatItPrints(@ForAll @LongRange(min = 0) long bytes) {
    assertThat(SIZE.parse(SIZE.print(bytes))).contains(bytes);
  }

  @Property
  void countReadsWhatItPrints(@ForAll int count) {
    int read = count == Integer.MIN_VALUE ? -Integer.MAX_VALUE : count;
    assertThat(COUNT.parse(COUNT.print(count))).contains(read);
  }

  @Property
  void decimalReadsWhatItPrints(@ForAll @DoubleRange(min = 0, max = 1e6) @Scale(9) double value) {
    assertThat(DECIMAL.parse(DECIMAL.print(value))).contains(value);
  }

  @Property
  void noTextMakesANotationThrow(@ForAll String text) {
    assertThat(DURATION.parse(text)).isNotNull();
    assertThat(SIZE.parse(text)).isNotNull();
    assertThat(COUNT.parse(text)).isNotNull();
    assertThat(DECIMAL.parse(text)).isNotNull();
  }

  @Example
  void durationsAreReadInEachUnit() {
    assertThat(DURATION.parse("250ms")).contains(Duration.ofMillis(250));
    assertThat(DURATION.parse("5s")).contains(Duration.ofSeconds(5));
    assertThat(DURATION.parse("2m")).contains(Duration.ofMinutes(2));
    assertThat(DURATION.parse("1h")).contains(Duration.ofHours(1));
    assertThat(DURATION.parse("2d")).contains(Duration.ofDays(2));
    assertThat(DURATION.parse("PT1M")).contains(Duration.ofMinutes(1));
    assertThat(DURATION.parse("P2D")).contains(Duration.ofDays(2));
    assertThat(DURATION.parse("007s")).contains(Duration.ofSeconds(7));
  }

  @Example
  void durationsWithoutAUnitAreNotGuessed() {
    for (String text : new String[] {"", "5", "s", "5 s", "5S", "1M", "1.5s", "-5s", "5us", "٥s"}) {
      assertThat(DURATION.parse(text)).as(text).isEmpty();
    }
  }

  @Example
  void durationsBeyondMeasureAreTheLongest() {
    assertThat(DURATION.parse("99999999999999999999ms").orElseThrow())
        .isEqualTo(DURATION.parse("999999999999999999999999d").orElseThrow())
        .isGreaterThan(Duration.ofDays(1_000_000));
    assertThat(DURATION.parse("PT99999999999999999999S")).isEmpty();
  }

  @Example
  void sizesAreReadInEachUnit() {
    assertThat(SIZE.parse("512")).contains(512L);
    assertThat(SIZE.parse("512B")).contains(512L);
    assertThat(SIZE.parse("4KB")).contains(4L << 10);
    assertThat(SIZE.parse("32mb")).contains(32L << 20);
    assertThat(SIZE.parse("1GB")).contains(1L << 30);
  }

  @Example
  void sizesInOtherUnitsAreNotGuessed() {
    for (String text : new String[] {"", "MB", "32M", "32 MB", "32MiB", "1.5GB", "-1KB", "1TB"}) {
      assertThat(SIZE.parse(text)).as(text).isEmpty();
    }
  }

  @Example
  void sizesBeyondMeasureAreTheLargest() {
    assertThat(SIZE.parse("8589934591GB")).contains(8589934591L << 30);
    assertThat(SIZE.parse("8589934592GB")).contains(Long.MAX_VALUE);
    assertThat(SIZE.parse("9999999999999999999999")).contains(Long.MAX_VALUE);
  }

  @Example
  void countsBeyondMeasureAreTheLargest() {
    assertThat(COUNT.parse("2147483648")).contains(Integer.MAX_VALUE);
    assertThat(COUNT.parse("-99999999999999999999")).contains(-Integer.MAX_VALUE);
    assertThat(COUNT.parse("1e3")).isEqualTo(Optional.empty());
  }
}
