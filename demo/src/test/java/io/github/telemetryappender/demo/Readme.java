package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The README, parts of which are the code's own words, between two markers each. They are held
 * against the code, or written anew with {@code -Dreadme.write=true}.
 */
final class Readme {

  private static final Path FILE = Path.of("..", "README.md");

  private Readme() {}

  static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new AssertionError("the tests run in their module's directory", e);
    }
  }

  /** What stands between the markers. */
  static String between(String start, String end) {
    String text = text();
    assertThat(text).contains(start);
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from)).strip();
  }

  /** Holds a part against what it should say. */
  static void assertSays(String start, String end, String expected) {
    if (Boolean.getBoolean("readme.write")) {
      write(start, end, expected);
    }
    assertThat(between(start, end))
        .as("if this is as it should be: -Dtest=Readme* -Dreadme.write=true writes it")
        .isEqualTo(expected.strip());
  }

  private static void write(String start, String end, String expected) {
    String text = text();
    int from = text.indexOf(start) + start.length();
    int to = text.indexOf(end, from);
    try {
      Files.writeString(
          FILE, text.substring(0, from) + "\n" + expected.strip() + "\n" + text.substring(to));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String block(String language, String content) {
    return "```" + language + "\n" + content.strip() + "\n```";
  }
}
