package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The name of the logger whose scope is open; a copy. One thread. */
final class OpenLogger {

  private byte[] name = new byte[128];
  private int length;

  /** Whether it is this one; null is the same as empty. */
  boolean is(@Nullable Utf8Slice other) {
    return other == null
        ? length == 0
        : Arrays.equals(
            name, 0, length, other.array(), other.offset(), other.offset() + other.length());
  }

  void set(@Nullable Utf8Slice other) {
    length = other == null ? 0 : other.length();
    if (name.length < length) {
      name = new byte[2 * length];
    }
    if (other != null) {
      System.arraycopy(other.array(), other.offset(), name, 0, length);
    }
  }

  byte[] array() {
    return name;
  }

  int length() {
    return length;
  }
}
