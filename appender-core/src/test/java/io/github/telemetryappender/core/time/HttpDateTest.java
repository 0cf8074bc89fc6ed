package io.github.telemetryappender.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  /** The three forms as RFC 9110 writes them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void allThreeFormsAreRead(String text) {
    assertThat(HttpDate.parse(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sat, 21 Nov 2026 10:00:00 GMT", "Sat Nov 21 10:00:00 2026"})
  void aDayOfTwoDigitsIsRead(String text) {
    assertThat(HttpDate.parse(text)).contains(Instant.parse("2026-11-21T10:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "42", "2026-11-21T10:00:00Z", "Mon, 21 Nov 2026 10:00:00 GMT"})
  void whatIsNoSuchDateIsNone(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }

  @Property
  void noTextMakesItThrow(@ForAll String text) {
    assertThat(HttpDate.parse(text)).isNotNull();
  }
}
