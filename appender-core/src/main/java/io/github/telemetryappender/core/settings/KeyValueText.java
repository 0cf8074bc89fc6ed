package io.github.telemetryappender.core.settings;

/** Reads {@code key=value}; spaces around both are not part of them. */
final class KeyValueText {

  private KeyValueText() {}

  static NameValue read(TypedText typed) {
    int equals = typed.text().indexOf('=');
    String key = typed.text().substring(0, Math.max(0, equals)).strip();
    if (key.isEmpty()) {
      throw typed.refused("is not a pair", "write it like key=value");
    }
    return new NameValue(key, typed.text().substring(equals + 1).strip());
  }
}
