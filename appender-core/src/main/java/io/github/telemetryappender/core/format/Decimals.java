package io.github.telemetryappender.core.format;

import java.nio.charset.StandardCharsets;

/** Writes numbers as decimals, in ASCII. One thread; allocates nothing. */
final class Decimals {

  /** The digits of 0 to 99, two each. */
  private static final byte[] PAIRS = pairs();

  private static final int MAX_DIGITS = 20;

  /** Of three decimals at most: they are what most numbers that are not whole have. */
  private static final int SCALE = 1000;

  /** Below it, no two decimals with three digits behind the point are the same double. */
  private static final double MAX_SCALED = 1e15;

  private final byte[] digits = new byte[MAX_DIGITS];
  private final StringBuilder text = new StringBuilder();

  private static byte[] pairs() {
    StringBuilder pairs = new StringBuilder();
    for (int number = 0; number < 100; number++) {
      pairs.append(number / 10).append(number % 10);
    }
    return pairs.toString().getBytes(StandardCharsets.US_ASCII);
  }

  void append(long value, RenderBuffer out) {
    if (value < 0) {
      out.put((byte) '-');
      appendUnsigned(-value, out); // of the smallest long as well: it is its own negative
    } else {
      appendUnsigned(value, out);
    }
  }

  /** All 64 bits are digits. */
  void appendUnsigned(long value, RenderBuffer out) {
    int at = MAX_DIGITS;
    long rest = value;
    if (rest < 0) {
      long quotient = Long.divideUnsigned(rest, 10);
      digits[--at] = (byte) ('0' + (rest - 10 * quotient));
      rest = quotient;
    }
    while (rest >= 10) {
      long quotient = rest / 100;
      int pair = 2 * (int) (rest - 100 * quotient);
      digits[--at] = PAIRS[pair + 1];
      digits[--at] = PAIRS[pair];
      rest = quotient;
    }
    if (rest > 0 || at == MAX_DIGITS) {
      digits[--at] = (byte) ('0' + rest);
    }
    out.put(digits, at, MAX_DIGITS - at);
  }

  /** Three digits, zeros in front included. */
  static void appendThree(int value, RenderBuffer out) {
    putThree(value, out.reserve(3), out.size());
    out.size(out.size() + 3);
  }

  /** Nine digits, zeros in front included. */
  static void appendNine(int value, RenderBuffer out) {
    byte[] target = out.reserve(9);
    int to = out.size();
    int thousands = value / 1000;
    putThree(thousands / 1000, target, to);
    putThree(thousands % 1000, target, to + 3);
    putThree(value % 1000, target, to + 6);
    out.size(to + 9);
  }

  private static void putThree(int value, byte[] target, int to) {
    int hundreds = value / 100;
    int pair = 2 * (value - 100 * hundreds);
    target[to] = (byte) ('0' + hundreds);
    target[to + 1] = PAIRS[pair];
    target[to + 2] = PAIRS[pair + 1];
  }

  /** So that it reads back as the same double; with a point, or an exponent, or a name. */
  void append(double value, RenderBuffer out) {
    double magnitude = Math.abs(value);
    double scaled = Math.rint(magnitude * SCALE);
    if (scaled < MAX_SCALED && scaled / SCALE == magnitude) {
      appendScaled((long) scaled, Double.doubleToRawLongBits(value) < 0, out);
    } else {
      appendText(value, out);
    }
  }

  private void appendScaled(long scaled, boolean isNegative, RenderBuffer out) {
    if (isNegative) {
      out.put((byte) '-');
    }
    long whole = scaled / SCALE;
    appendUnsigned(whole, out);
    out.put((byte) '.');
    appendThree((int) (scaled - SCALE * whole), out);
    byte[] target = out.array();
    int end = out.size();
    while (target[end - 1] == '0' && target[end - 2] != '.') {
      end--;
    }
    out.size(end);
  }

  private void appendText(double value, RenderBuffer out) {
    text.setLength(0);
    text.append(value);
    byte[] target = out.reserve(text.length());
    int to = out.size();
    for (int i = 0; i < text.length(); i++) {
      target[to++] = (byte) text.charAt(i);
    }
    out.size(to);
  }
}
