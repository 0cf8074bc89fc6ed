package io.github.telemetryappender.core.settings;

/** Reads a row of decimal digits, however long. */
final class WholeNumber {

  private WholeNumber() {}

  /** The number that {@code digits} (0-9 only) stand for, or {@link Long#MAX_VALUE} above that. */
  static long saturated(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      return Long.MAX_VALUE;
    }
  }
}
