package io.github.telemetryappender.core.settings;

import java.util.function.Function;

/**
 * A text with rules of its own.
 *
 * @param accepted what is accepted, in words; empty where any text is
 * @param reader judges and converts a text
 */
record TextKind<T>(String accepted, Function<TypedText, T> reader) implements ValueKind<T> {

  /** Any text on one line. */
  static TextKind<String> line() {
    return new TextKind<>("", TextKind::onOneLine);
  }

  private static String onOneLine(TypedText typed) {
    if (typed.text().chars().anyMatch(Character::isISOControl)) {
      throw typed.refused(
          "holds a line break or another control character", "write it on one line");
    }
    return typed.text();
  }

  @Override
  public T read(TypedText typed) {
    return reader.apply(typed);
  }

  @Override
  public String unit() {
    return "";
  }
}
