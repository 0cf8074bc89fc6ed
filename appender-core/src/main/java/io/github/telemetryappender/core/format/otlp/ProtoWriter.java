package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.RenderBuffer;

/**
 * Writes protobuf's wire format (protobuf.dev, "Encoding") into a {@link RenderBuffer}. The length
 * of a message that is not known beforehand is filled in when it is closed: its place is two bytes,
 * which decoders accept for small lengths too, and what follows is moved for larger ones. One
 * thread; allocates nothing.
 */
final class ProtoWriter {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private static final int MAX_VARINT_BYTES = 10;
  private static final int LENGTH_BYTES = 2;
  private static final int LENGTH_BITS = 7;

  private RenderBuffer out;

  ProtoWriter(RenderBuffer out) {
    this.out = out;
  }

  void start(RenderBuffer buffer) {
    out = buffer;
  }

  /** Opens a message; returns what {@link #close} wants to know. */
  int open(int field) {
    tag(field, LENGTH_DELIMITED);
    out.reserve(LENGTH_BYTES);
    out.size(out.size() + LENGTH_BYTES);
    return out.size();
  }

  /** Closes the message that was opened last; {@code start} is what {@link #open} returned. */
  void close(int start) {
    int length = out.size() - start;
    int lengthBytes = Math.max(LENGTH_BYTES, varintBytes(length));
    int more = lengthBytes - LENGTH_BYTES;
    byte[] bytes = out.reserve(more);
    if (more > 0) {
      System.arraycopy(bytes, start, bytes, start + more, length);
      out.size(out.size() + more);
    }
    int at = start - LENGTH_BYTES;
    int rest = length;
    for (int i = 0; i < lengthBytes - 1; i++) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= LENGTH_BITS;
    }
    bytes[at] = (byte) rest;
  }

  void string(int field, byte[] utf8, int offset, int length) {
    tag(field, LENGTH_DELIMITED);
    varint(length);
    out.put(utf8, offset, length);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    littleEndian(value, Long.BYTES);
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    littleEndian(value, Integer.BYTES);
  }

  void number(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  private void littleEndian(long value, int count) {
    byte[] bytes = out.reserve(count);
    int at = out.size();
    for (int i = 0; i < count; i++) {
      bytes[at + i] = (byte) (value >>> (Byte.SIZE * i));
    }
    out.size(at + count);
  }

  /** Opens a field whose content of {@code length} bytes is written next. */
  void lengthDelimited(int field, int length) {
    tag(field, LENGTH_DELIMITED);
    varint(length);
  }

  private void tag(int field, int wireType) {
    out.put((byte) ((field << 3) | wireType)); // no field of ours is above 15
  }

  void varint(long value) {
    byte[] bytes = out.reserve(MAX_VARINT_BYTES);
    int at = out.size();
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= LENGTH_BITS;
    }
    bytes[at++] = (byte) rest;
    out.size(at);
  }

  static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / LENGTH_BITS);
  }

  /** Bytes of a string field, its tag and length included. */
  static int stringFieldBytes(int length) {
    return 1 + varintBytes(length) + length;
  }
}
