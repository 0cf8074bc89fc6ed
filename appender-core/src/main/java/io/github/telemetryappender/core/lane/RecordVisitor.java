package io.github.telemetryappender.core.lane;

import java.nio.ByteBuffer;

/** Is shown each committed record once, in the order of positions. Delivery thread. */
@FunctionalInterface
public interface RecordVisitor {

  /**
   * Shows one record. Must not throw: the record counts as seen before this is called.
   *
   * @param position where the record stands in the lane, the last part of its event id
   * @param ring the lane's memory, little-endian and read-only; absolute reads only, because every
   *     reader shares it
   * @param payloadOffset index in {@code ring} of the payload's first byte
   * @param payloadLength bytes of the payload; it never wraps
   */
  void record(long position, ByteBuffer ring, int payloadOffset, int payloadLength);
}
