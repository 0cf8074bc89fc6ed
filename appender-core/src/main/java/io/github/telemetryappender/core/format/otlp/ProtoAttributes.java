package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.Utf8Slice;

/**
 * Writes attributes as {@code KeyValue} messages (common.proto): key is 1, value is 2; in a value a
 * string is 1, a bool 2, an int 3, a double 4, an array 5. One thread.
 */
final class ProtoAttributes implements AttributeSink {

  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int STRING = 1;
  private static final int BOOL = 2;
  private static final int INT = 3;
  private static final int DOUBLE = 4;
  private static final int ARRAY = 5;
  private static final int ARRAY_VALUES = 1;
  private static final int DOUBLE_FIELD_BYTES = 1 + Long.BYTES;

  private final ProtoWriter proto;
  private final int field;

  /**
   * @param field of the repeated attributes in the message that they belong to
   */
  ProtoAttributes(ProtoWriter proto, int field) {
    this.proto = proto;
    this.field = field;
  }

  @Override
  public void text(AttributeKey key, byte[] utf8, int offset, int length) {
    begin(key, ProtoWriter.stringFieldBytes(length));
    proto.string(STRING, utf8, offset, length);
  }

  @Override
  public void integer(AttributeKey key, long value) {
    begin(key, 1 + ProtoWriter.varintBytes(value));
    proto.number(INT, value);
  }

  @Override
  public void floating(AttributeKey key, double value) {
    begin(key, DOUBLE_FIELD_BYTES);
    proto.fixed64(DOUBLE, Double.doubleToRawLongBits(value));
  }

  @Override
  public void bool(AttributeKey key, boolean value) {
    begin(key, 2);
    proto.number(BOOL, value ? 1 : 0);
  }

  @Override
  public void nothing(AttributeKey key) {
    begin(key, 0);
  }

  private void begin(AttributeKey key, int valueBytes) {
    int keyValueBytes =
        ProtoWriter.stringFieldBytes(key.length) + ProtoWriter.stringFieldBytes(valueBytes);
    proto.lengthDelimited(field, keyValueBytes);
    proto.string(KEY, key.array, key.offset, key.length);
    proto.lengthDelimited(VALUE, valueBytes);
  }

  @Override
  public void texts(AttributeKey key, RecordEntries values) {
    int keyValue = proto.open(field);
    proto.string(KEY, key.array, key.offset, key.length);
    int value = proto.open(VALUE);
    int array = proto.open(ARRAY);
    while (values.next()) {
      Utf8Slice text = values.text();
      proto.lengthDelimited(ARRAY_VALUES, ProtoWriter.stringFieldBytes(text.length()));
      proto.string(STRING, text.array(), text.offset(), text.length());
    }
    proto.close(array);
    proto.close(value);
    proto.close(keyValue);
  }
}
