package io.github.telemetryappender.core.settings;

/**
 * What holds for a setting.
 *
 * @param text the value as the user typed it, or as the default is declared
 */
record Choice<T>(Setting<T> setting, T value, String text, Origin origin) {

  /** Whose choice it is: a default may be lowered silently, what a user typed may not. */
  enum Origin {
    TYPED,
    DEFAULT
  }

  boolean isTyped() {
    return origin == Origin.TYPED;
  }

  /** {@code name = value}, as a message may show it. */
  @Override
  public String toString() {
    return new TypedText(setting, text).toString();
  }
}
