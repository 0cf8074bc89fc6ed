package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownAsciiTest {

  private final KnownAscii known = new KnownAscii();

  @Test
  void asciiIsKnownAtFirstSightAndLater() {
    String name = "com.example.Orders~\u007f";
    assertThat(known.isAscii(name)).isTrue();
    assertThat(known.isAscii(name)).isTrue();
    assertThat(known.isAscii("")).isTrue();
  }

  // The last bytes of all these characters' numbers are those of ASCII characters.
  @ParameterizedTest
  @ValueSource(
      strings = {"\u0080", "caf\u00e9", "\u0141ukasz", "\u4e2d", "a\ud83d\ude00", "\ud800"})
  void whatHasOneOtherCharacterIsNotHoweverOftenItComes(String name) {
    assertThat(known.isAscii(name)).isFalse();
    assertThat(known.isAscii(name)).isFalse();
  }

  @Test
  void anotherTextWithTheHashOfOneThatIsKnownIsLookedAt() {
    String ascii = "BB";
    String other = "\u0840";
    assertThat(other).hasSameHashCodeAs(ascii);

    assertThat(known.isAscii(ascii)).isTrue();
    assertThat(known.isAscii(other)).isFalse();
    assertThat(known.isAscii(ascii)).isTrue();
  }

  @Test
  void moreTextsThanThereArePlacesForAreToldRightAllTheSame() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20_000; i++) {
        assertThat(known.isAscii("name" + i)).isTrue();
        assertThat(known.isAscii("n\u00e4me" + i)).isFalse();
      }
    }
  }

  @Test
  void textTooLongToBeKeptIsNotLookedAt() {
    assertThat(known.isAscii("a".repeat(512))).isTrue();
    assertThat(known.isAscii("a".repeat(513))).isFalse();
  }
}
