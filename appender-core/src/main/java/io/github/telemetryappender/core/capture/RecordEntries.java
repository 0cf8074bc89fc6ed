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
  private ValueKind kind = ValueKind.NULL;
  private long bits;

  RecordEntries(byte tag) {
    this.tag = tag;
    this.lastKeys = new LastKeys(tag);
  }

  /** Starts over with the {@code count} entries whose first field is at {@code start}. */
  RecordEntries restart(byte[] newBytes, int start, int newEnd, int count) {
    bytes = newBytes;
    position = start;
    end = newEnd;
    left = count;
    if (FieldParser.hasKey(tag)) {
      lastKeys.restart(newBytes, start, newEnd, count);
    }
    return this;
  }

  /** Moves to the next entry; false when there is none left. */
  public boolean next() {
    while (left > 0) {
      int field = position;
      position = FieldParser.next(bytes, field, end);
      if (bytes[field] == tag) {
        left--;
        if (!FieldParser.hasKey(tag) || lastKeys.isLast(field)) {
          show(field + 1);
          return true;
        }
      }
    }
    return false;
  }

  private void show(int content) {
    int value = content;
    if (FieldParser.hasKey(tag)) {
      FieldParser.slice(bytes, content, key);
      value = FieldParser.afterText(bytes, content, end);
    }
    if (FieldParser.hasTypedValue(tag)) {
      showValue(value);
    } else {
      kind = ValueKind.TEXT;
      FieldParser.slice(bytes, value, text);
    }
  }

  private void showValue(int value) {
    kind = ValueKind.ofCode(bytes[value]);
    switch (kind) {
      case NULL -> bits = 0;
      case BOOLEAN -> bits = bytes[value + 1];
      case INTEGER, FLOATING -> bits = RecordLayout.getLong(bytes, value + 1);
      case DECIMAL, TEXT -> FieldParser.slice(bytes, value + 1, text);
    }
  }

  /** The key of an MDC entry or a key-value pair; empty elsewhere. */
  public Utf8Slice key() {
    return key;
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
