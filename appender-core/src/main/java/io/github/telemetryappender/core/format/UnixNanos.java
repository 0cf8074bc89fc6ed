package io.github.telemetryappender.core.format;

import java.util.Arrays;

/**
 * Writes an instant as whole nanoseconds since 1970. The digits of the second are kept, as events
 * come many a second. One thread.
 */
public final class UnixNanos {

  private static final int MAX_SECOND_DIGITS = 20;

  private final Decimals decimals = new Decimals();
  private long secondKept;
  private byte[] second = {};

  public UnixNanos() {}

  /** Writes the instant; seconds from 0 on. */
  public void append(long epochSecond, int nanoOfSecond, RenderBuffer out) {
    if (epochSecond == 0) { // no digits, rather than a zero in front of others
      decimals.append(nanoOfSecond, out);
      return;
    }
    if (epochSecond != secondKept) {
      keep(epochSecond);
    }
    out.put(second);
    Decimals.appendNine(nanoOfSecond, out);
  }

  private void keep(long epochSecond) {
    RenderBuffer digits = new RenderBuffer(MAX_SECOND_DIGITS);
    decimals.append(epochSecond, digits);
    second = Arrays.copyOf(digits.array(), digits.size());
    secondKept = epochSecond;
  }
}
