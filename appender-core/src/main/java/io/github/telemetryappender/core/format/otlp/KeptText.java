package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A copy of a text. One thread. */
final class KeptText {

  private byte[] utf8 = new byte[128];
  private int length;

  /** Whether it is this one; null is the same as empty. */
  boolean is(@Nullable Utf8Slice other) {
    return other == null
        ? length == 0
        : Arrays.equals(
            utf8, 0, length, other.array(), other.offset(), other.offset() + other.length());
  }

  /** Copies it; null is the same as empty. */
  void set(@Nullable Utf8Slice other) {
    length = other == null ? 0 : other.length();
    if (utf8.length < length) {
      utf8 = new byte[2 * length];
    }
    if (other != null) {
      System.arraycopy(other.array(), other.offset(), utf8, 0, length);
    }
  }

  byte[] array() {
    return utf8;
  }

  int length() {
    return length;
  }
}
