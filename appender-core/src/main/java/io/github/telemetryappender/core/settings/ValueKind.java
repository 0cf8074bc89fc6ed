package io.github.telemetryappender.core.settings;

/** What kind of value a setting holds: how its text is read, and what is accepted. Thread-safe. */
interface ValueKind<T> {

  /**
   * The value that was typed.
   *
   * @throws SettingsException where the text cannot be read or lies outside the range
   */
  T read(TypedText typed);

  /** What is accepted: {@code 1ms..1m}, or {@code drop, block}; empty where any text is. */
  String accepted();

  /** What it is measured in, for the README; empty where that says nothing. */
  String unit();
}
