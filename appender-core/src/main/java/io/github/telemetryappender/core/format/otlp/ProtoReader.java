package io.github.telemetryappender.core.format.otlp;

import java.io.IOException;

/** Walks over the fields of a protobuf message in an array. One thread. */
final class ProtoReader {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int LENGTH_BITS = 7;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;
  private long value;
  private int start;
  private int length;

  ProtoReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Moves to the next field; false at the end. */
  boolean next() throws IOException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    switch (wireType) {
      case VARINT -> value = varint();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      case LENGTH_DELIMITED -> {
        long announced = varint();
        if (announced < 0 || announced > end - at) {
          throw new IOException("a field longer than its message");
        }
        start = at;
        length = (int) announced;
        skip(length);
      }
      default -> throw new IOException("no wire type: " + wireType);
    }
    return true;
  }

  private void skip(int count) throws IOException {
    if (count > end - at) {
      throw new IOException("cut off");
    }
    at += count;
  }

  private long varint() throws IOException {
    long result = 0;
    for (int shift = 0; shift < Long.SIZE; shift += LENGTH_BITS) {
      if (at == end) {
        throw new IOException("cut off");
      }
      byte b = bytes[at++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw new IOException("a number of more than 64 bits");
  }

  int field() {
    return field;
  }

  boolean isLengthDelimited() {
    return wireType == LENGTH_DELIMITED;
  }

  /** The value of a number; 0 for any other field. */
  long value() {
    return wireType == VARINT ? value : 0;
  }

  /** Where the content of a length-delimited field begins. */
  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /** A reader of the message in this field. */
  ProtoReader inner() {
    return new ProtoReader(bytes, start, start + length);
  }
}
