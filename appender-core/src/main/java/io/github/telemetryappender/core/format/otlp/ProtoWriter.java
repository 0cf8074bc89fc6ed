package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.RenderBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes protobuf's wire format (protobuf.dev, "Encoding") into a {@link RenderBuffer}. The length
 * of a message that is not known beforehand is filled in when it is closed; its place is four
 * bytes, which decoders accept for small lengths too. One thread; allocates nothing.
 */
final class ProtoWriter {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private static final int MAX_VARINT_BYTES = 10;
  private static final int LENGTH_BYTES = 4;
  private static final int LENGTH_BITS = 7;
  private static final int MAX_LENGTH = (1 << (LENGTH_BYTES * LENGTH_BITS)) - 1;

  /** In all bytes of a number but the last: more of it follows. */
  private static final int CONTINUED = 0x00_80_80_80;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

  /**
   * Says that the message whose {@link #open} returned {@code start} ends here. May be said again
   * when more was written, of a message around it as well.
   */
  void close(int start) {
    int length = out.size() - start;
    if (length > MAX_LENGTH) {
      throw new IllegalStateException("a message of " + length + " bytes");
    }
    INT.set(out.array(), start - LENGTH_BYTES, spread(length) | CONTINUED);
  }

  /** Seven bits in each byte. */
  private static int spread(int length) {
    return (length & 0x7f)
        | (length << 1 & 0x7f_00)
        | (length << 2 & 0x7f_00_00)
        | (length << 3 & 0x7f_00_00_00);
  }

  void string(int field, byte[] utf8, int offset, int length) {
    tag(field, LENGTH_DELIMITED);
    varint(length);
    out.put(utf8, offset, length);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    LONG.set(out.reserve(Long.BYTES), out.size(), value);
    out.size(out.size() + Long.BYTES);
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    INT.set(out.reserve(Integer.BYTES), out.size(), value);
    out.size(out.size() + Integer.BYTES);
  }

  void number(int field, long value) {
    tag(field, VARINT);
    varint(value);
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
    if ((value & ~0x7fL) == 0) {
      out.put((byte) value);
    } else {
      longVarint(value);
    }
  }

  private void longVarint(long value) {
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
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return bits <= LENGTH_BITS ? 1 : (bits + LENGTH_BITS - 1) / LENGTH_BITS;
  }

  /** Bytes of a string field, its tag and length included. */
  static int stringFieldBytes(int length) {
    return 1 + varintBytes(length) + length;
  }
}
