package io.github.telemetryappender.core.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as UTF-8 inside somebody else's array: a view that {@link RecordReader} moves from record
 * to record. Valid UTF-8 always; read it before the reader moves on. One thread.
 */
public final class Utf8Slice {

  private static final byte[] NOTHING = {};

  private byte[] array = NOTHING;
  private int offset;
  private int length;

  Utf8Slice() {}

  void set(byte[] newArray, int newOffset, int newLength) {
    array = newArray;
    offset = newOffset;
    length = newLength;
  }

  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  /** Whether the bytes are the same. */
  public boolean sameAs(Utf8Slice other) {
    return length == other.length
        && Arrays.equals(
            array, offset, offset + length, other.array, other.offset, other.offset + length);
  }

  /** The text as a new string; not for paths that must not allocate. */
  @Override
  public String toString() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
