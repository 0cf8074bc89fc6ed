package io.github.telemetryappender.core.settings;

/** Reads a row of decimal digits, however long. */
final class WholeNumber {

  /** A number of so many digits is sure to fit a {@code long}. */
  private static final int SAFE_DIGITS = 18;

  private WholeNumber() {}

  /** The number that {@code digits} (0-9 only) stand for, or {@link Long#MAX_VALUE} above that. */
  static long saturated(String digits) {
    String significant = withoutLeadingZeros(digits);
    return significant.length() > SAFE_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  private static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }
}
