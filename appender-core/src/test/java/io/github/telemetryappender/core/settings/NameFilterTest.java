package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;

class NameFilterTest {

  @Example
  void everyNamePassesWithoutPatterns() {
    assertThat(NameFilter.ALL.passes("")).isTrue();
    assertThat(NameFilter.ALL.passes("user.id")).isTrue();
  }

  @Example
  void onlyIncludedNamesPass() {
    NameFilter filter = new NameFilter(List.of("user", "order.*"), List.of());
    assertThat(filter.passes("user")).isTrue();
    assertThat(filter.passes("order.")).isTrue();
    assertThat(filter.passes("order.id")).isTrue();
    assertThat(filter.passes("users")).isFalse();
    assertThat(filter.passes("User")).isFalse();
    assertThat(filter.passes("preorder.id")).isFalse();
  }

  @Example
  void exclusionBeatsInclusion() {
    NameFilter filter = new NameFilter(List.of("user*"), List.of("*password"));
    assertThat(filter.passes("username")).isTrue();
    assertThat(filter.passes("userpassword")).isFalse();
  }

  @Example
  void whatIsSpecialElsewhereIsPlainHere() {
    assertThat(matches("a.b", "axb")).isFalse();
    assertThat(matches("[ab]+$", "[ab]+$")).isTrue();
    assertThat(matches("a\\*", "a\\anything")).isTrue();
  }

  @Example
  void questionMarkIsOneCharacterEvenOutsideTheBasicPlane() {
    assertThat(matches("?", "😀")).isTrue();
    assertThat(matches("??", "😀")).isFalse();
    assertThat(matches("*??", "😀")).isFalse();
    assertThat(matches("*?😀", "a😀")).isTrue();
  }

  @Property
  void matchesAsARegularExpressionWould(
      @ForAll @StringLength(max = 8) @Chars({'a', 'b', '*', '?'}) String pattern,
      @ForAll @StringLength(max = 10) @CharRange(from = 'a', to = 'b') String name) {
    assertThat(matches(pattern, name)).isEqualTo(regex(pattern).matcher(name).matches());
  }

  private static Pattern regex(String glob) {
    return Pattern.compile(
        glob.chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote("" + (char) c))
            .collect(Collectors.joining()));
  }

  @Example
  void manyStarsTakeNoLongerThanTheNameIsLong() {
    String pattern = "*a".repeat(100) + "*b";
    String name = "a".repeat(100_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(matches(pattern, name)).isFalse());
  }

  @Example
  void passingANameAllocatesNothing() {
    NameFilter filter = new NameFilter(List.of("user", "*.id"), List.of("*password*", "card.?"));
    passMany(filter, 20_000);
    long before = allocatedBytes();
    passMany(filter, 20_000);
    // Less than one object of 16 bytes in ten calls, so that a stray measurement does not matter.
    assertThat(allocatedBytes() - before).isLessThan(20_000 / 10 * 16);
  }

  private static void passMany(NameFilter filter, int count) {
    for (int i = 0; i < count; i++) {
      if (!filter.passes("order.id")) {
        throw new AssertionError();
      }
    }
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static boolean matches(String pattern, String name) {
    return new NameFilter(List.of(pattern), List.of()).passes(name);
  }
}
