package io.github.telemetryappender.core.capture;

import java.util.Arrays;

/**
 * Makes a record with a shorter message of one that is too large for the endpoint. Everything else
 * stays as it is; the new record says that it is truncated. Pure.
 */
public final class RecordShortener {

  private static final int LONG_TEXT_HEADER_BYTES = 2 + Integer.BYTES;

  private RecordShortener() {}

  /** The UTF-8 bytes of the message; 0 where there is none. */
  public static int messageBytes(RecordReader record) {
    Utf8Slice message = record.message();
    return message == null ? 0 : message.length();
  }

  /**
   * The record with at most so many bytes of its message, cut at the end of a character.
   *
   * @param maxMessageBytes 0 and more
   */
  public static byte[] shortened(RecordReader record, int maxMessageBytes) {
    byte[] source = record.bytes();
    int end = record.offset() + record.length();
    byte[] target = new byte[record.length() + LONG_TEXT_HEADER_BYTES];
    int size = RecordLayout.HEADER_BYTES;
    System.arraycopy(source, record.offset(), target, 0, size);
    target[RecordLayout.MARKS_OFFSET] |= RecordLayout.TRUNCATED;
    for (int field = record.offset() + RecordLayout.HEADER_BYTES; field < end; ) {
      int next = FieldParser.next(source, field, end);
      if (source[field] == RecordLayout.MESSAGE) {
        size = putMessage(source, field + 1, maxMessageBytes, target, size);
      } else {
        System.arraycopy(source, field, target, size, next - field);
        size += next - field;
      }
      field = next;
    }
    return Arrays.copyOf(target, size);
  }

  private static int putMessage(byte[] source, int text, int maxBytes, byte[] target, int at) {
    int start = FieldParser.textStart(source, text);
    int length = wholeCharacters(source, start, FieldParser.textLength(source, text), maxBytes);
    target[at] = RecordLayout.MESSAGE;
    target[at + 1] = (byte) RecordLayout.LONG_TEXT;
    RecordLayout.putInt(target, at + 2, length);
    System.arraycopy(source, start, target, at + LONG_TEXT_HEADER_BYTES, length);
    return at + LONG_TEXT_HEADER_BYTES + length;
  }

  private static int wholeCharacters(byte[] utf8, int start, int length, int maxBytes) {
    if (length <= maxBytes) {
      return length;
    }
    int kept = maxBytes;
    while (kept > 0 && isContinuation(utf8[start + kept])) {
      kept--;
    }
    return kept;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }
}
