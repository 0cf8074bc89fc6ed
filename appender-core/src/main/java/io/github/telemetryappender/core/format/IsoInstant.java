package io.github.telemetryappender.core.format;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes an instant as ISO 8601 in UTC, {@code 2026-03-05T17:08:09.25Z} with 0, 3, 6 or 9 digits of
 * a second as are needed ({@link java.time.Instant#toString()} does the same). The part up to the
 * second is kept, as events come many a second. One thread.
 */
public final class IsoInstant {

  /** The most it writes. */
  private static final int MAX_BYTES = 32;

  private static final int MICRO = 1000;
  private static final int MILLI = 1_000_000;

  private long secondKept = Long.MIN_VALUE;
  private byte[] upToSecond = {};

  /** Writes the instant; seconds since 1970 within the years 0..9999. */
  public void append(long epochSecond, int nanoOfSecond, RenderBuffer out) {
    if (epochSecond != secondKept) {
      upToSecond = format(epochSecond);
      secondKept = epochSecond;
    }
    out.put(upToSecond);
    if (nanoOfSecond > 0) {
      appendFraction(nanoOfSecond, out);
    }
    out.put((byte) 'Z');
  }

  private static byte[] format(long epochSecond) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(MAX_BYTES);
    text.append(time);
    if (time.getSecond() == 0) {
      text.append(":00"); // which LocalDateTime leaves out
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void appendFraction(int nanoOfSecond, RenderBuffer out) {
    out.put((byte) '.');
    Decimals.appendNine(nanoOfSecond, out);
    if (nanoOfSecond % MICRO == 0) {
      int zeros = nanoOfSecond % MILLI == 0 ? 6 : 3;
      out.size(out.size() - zeros);
    }
  }
}
