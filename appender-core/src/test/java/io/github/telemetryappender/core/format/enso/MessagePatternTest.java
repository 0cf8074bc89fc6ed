package io.github.telemetryappender.core.format.enso;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePatternTest {

  private final MessagePattern pattern = new MessagePattern();

  private boolean read(String text, int arguments) {
    Utf8Slice slice = new CaptureBench().read(fields -> fields.message(text)).message();
    return pattern.read(slice, arguments);
  }

  private List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pattern.nextName();
      names.add(text(pattern.nameOffset(), pattern.nameLength()));
    }
    return names;
  }

  private String text(int offset, int length) {
    return new String(pattern.array(), offset, length, StandardCharsets.UTF_8);
  }

  @Test
  void namesAndMessageAreFound() {
    assertThat(read("Hello world: name={}, age={}", 2)).isTrue();
    assertThat(text(pattern.messageOffset(), pattern.messageLength())).isEqualTo("Hello world");
    assertThat(names(2)).containsExactly("name", "age");
  }

  @Test
  void theMessageMayHoldWhatSeparates() {
    assertThat(read("Opened: file, twice: größe={}", 1)).isTrue();
    assertThat(text(pattern.messageOffset(), pattern.messageLength()))
        .isEqualTo("Opened: file, twice");
    assertThat(names(1)).containsExactly("größe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello world | 0",
        "Hello world | 1",
        "Hello {} | 1",
        "Hello: {} | 1",
        "Hello: a={} b={} | 2",
        "Hello: a={},b={} | 2",
        "Hello: a={}, | 1",
        "Hello: a={} | 2",
        "Hello: a={}, b={} | 1",
        "Hello: type={} | 1",
        "Hello: loggerName={} | 1",
        "Hello:a={} | 1",
        "Hello: a={ | 1",
        "Hello: ={} | 1"
      })
  void anythingElseDoesNotFollowTheConvention(String text, int arguments) {
    assertThat(read(text, arguments)).isFalse();
  }
}
