package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of an attribute as UTF-8 in somebody's array; a view that is moved from key to key. One
 * thread.
 */
final class AttributeKey {

  private byte[] joined = new byte[64];
  byte[] array = {};
  int offset;
  int length;

  /** A key that never changes. */
  static AttributeKey of(String name) {
    AttributeKey key = new AttributeKey();
    key.array = name.getBytes(StandardCharsets.UTF_8);
    key.length = key.array.length;
    return key;
  }

  /** Moves to this name. */
  AttributeKey set(Utf8Slice name) {
    array = name.array();
    offset = name.offset();
    length = name.length();
    return this;
  }

  /** Moves to this name with something in front. */
  AttributeKey set(byte[] prefix, Utf8Slice name) {
    length = prefix.length + name.length();
    if (joined.length < length) {
      joined = new byte[2 * length];
    }
    System.arraycopy(prefix, 0, joined, 0, prefix.length);
    System.arraycopy(name.array(), name.offset(), joined, prefix.length, name.length());
    array = joined;
    offset = 0;
    return this;
  }

  /** A key of its own with the same name. */
  AttributeKey copy() {
    AttributeKey copy = new AttributeKey();
    copy.array = Arrays.copyOfRange(array, offset, offset + length);
    copy.length = length;
    return copy;
  }
}
