package io.github.telemetryappender.core.format.loki;

/** Cuts text between two characters. */
final class CutText {

  private CutText() {}

  /** How many of {@code length} bytes of UTF-8 stay when at most {@code maxBytes} may. */
  static int length(byte[] utf8, int offset, int length, int maxBytes) {
    if (length <= maxBytes) {
      return length;
    }
    int end = maxBytes;
    while (end > 0 && (utf8[offset + end] & 0xc0) == 0x80) { // in the middle of a character
      end--;
    }
    return end;
  }
}
