package io.github.telemetryappender.core.capture;

/**
 * Walks over the entries of one group of a record: {@code while (entries.next()) …}. A view that
 * its {@link RecordReader} owns: asking the reader for the group again starts it over. Where
 * entries have a key, each key is shown once, with the value it had last. One thread; allocates
 * nothing.
 */
public final class RecordEntries {

  private final byte tag;
  private final Utf8Slice key = new Utf8Slice();
  private final Utf8Slice text = new Utf8Slice();
  private final LastKeys lastKeys;

  private byte[] bytes = {};
  private int position;
  private int end;
  private int left;
  private boolean mayRepeat;

  /** Of the keys in order, as far as they are known. */
  private int[] hashes = {};

  private int shown;
  private ValueKind kind = ValueKind.NULL;
  private long bits;

  RecordEntries(byte tag) {
    this.tag = tag;
    this.lastKeys = new LastKeys(tag);
  }

  /**
   * Starts over with the {@code count} entries whose first field is at {@code start}; all of them
   * have been checked.
   */
  RecordEntries restart(
      byte[] newBytes, int start, int newEnd, int count, int[] keyHashes, boolean keysMayRepeat) {
    bytes = newBytes;
    position = start;
    end = newEnd;
    left = count;
    hashes = keyHashes;
    shown = 0;
    mayRepeat = keysMayRepeat;
    if (keysMayRepeat) {
      lastKeys.restart(newBytes, start, newEnd, count);
    }
    return this;
  }

  /** Moves to the next entry; false when there is none left. */
  public boolean next() {
    while (left > 0) {
      int field = position;
      if (bytes[field] != tag) {
        position = FieldParser.next(bytes, field, end);
      } else {
        left--;
        shown++;
        position = show(field + 1);
        if (!mayRepeat || lastKeys.isLast(field)) {
          return true;
        }
      }
    }
    return false;
  }

  private int show(int content) {
    int value = FieldParser.hasKey(tag) ? FieldParser.readText(bytes, content, end, key) : content;
    if (FieldParser.hasTypedValue(tag)) {
      return showValue(value);
    }
    kind = ValueKind.TEXT;
    return FieldParser.readText(bytes, value, end, text);
  }

  private int showValue(int value) {
    int content = value + 1;
    kind = ValueKind.ofCode(bytes[value]);
    return switch (kind) {
      case NULL -> content;
      case BOOLEAN -> {
        bits = bytes[content];
        yield content + 1;
      }
      case INTEGER, FLOATING -> {
        bits = RecordLayout.getLong(bytes, content);
        yield content + Long.BYTES;
      }
      case DECIMAL, TEXT -> FieldParser.readText(bytes, content, end, text);
    };
  }

  /** The key of an MDC entry or a key-value pair; empty elsewhere. */
  public Utf8Slice key() {
    return key;
  }

  /** The {@link KeyHash} of {@link #key()}. */
  public int keyHash() {
    return shown <= hashes.length
        ? hashes[shown - 1]
        : KeyHash.of(key.array(), key.offset(), key.length());
  }

  /** {@link ValueKind#TEXT} for MDC, markers and NDC. */
  public ValueKind kind() {
    return kind;
  }

  /** The value of {@link ValueKind#TEXT} and {@link ValueKind#DECIMAL}. */
  public Utf8Slice text() {
    return text;
  }

  /** The value of {@link ValueKind#INTEGER}. */
  public long integer() {
    return bits;
  }

  /** The value of {@link ValueKind#FLOATING}. */
  public double floating() {
    return Double.longBitsToDouble(bits);
  }

  /** The value of {@link ValueKind#BOOLEAN}. */
  public boolean bool() {
    return bits != 0;
  }
}
