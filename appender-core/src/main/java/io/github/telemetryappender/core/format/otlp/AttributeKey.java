package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.KeyHash;
import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key of an attribute as UTF-8 in somebody's array; a view that is moved from key to key, or
 * one that never moves and has its beginnings ready. One thread.
 */
final class AttributeKey {

  private static final byte[][] NOT_READY = {};

  /** By type; empty in a view that moves. */
  private final byte[][] jsonStarts;

  byte[] array = {};
  int offset;
  int length;
  int hash;

  /** A view that is moved. */
  AttributeKey() {
    this.jsonStarts = NOT_READY;
  }

  private AttributeKey(byte[] name) {
    set(name, 0, name.length, KeyHash.of(name, 0, name.length));
    this.jsonStarts =
        Arrays.stream(JsonStart.values()).map(start -> start.of(name)).toArray(byte[][]::new);
  }

  /** A key that never changes. */
  static AttributeKey of(String name) {
    return new AttributeKey(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Moves to the key of this entry. */
  AttributeKey set(RecordEntries entry) {
    Utf8Slice name = entry.key();
    return set(name.array(), name.offset(), name.length(), entry.keyHash());
  }

  private AttributeKey set(byte[] newArray, int newOffset, int newLength, int newHash) {
    array = newArray;
    offset = newOffset;
    length = newLength;
    hash = newHash;
    return this;
  }

  /** Moves to this name with something in front, in an array of its own. */
  AttributeKey set(byte[] prefix, Utf8Slice name) {
    byte[] prefixed = Arrays.copyOf(prefix, prefix.length + name.length());
    System.arraycopy(name.array(), name.offset(), prefixed, prefix.length, name.length());
    return set(prefixed, 0, prefixed.length, KeyHash.of(prefixed, 0, prefixed.length));
  }

  /** Begins an attribute in JSON, up to its value. */
  @SuppressWarnings("EnumOrdinal")
  void begin(JsonStart start, JsonWriter json) {
    if (jsonStarts == NOT_READY) {
      start.write(array, offset, length, json);
    } else {
      json.open(jsonStarts[start.ordinal()]);
    }
  }
}
