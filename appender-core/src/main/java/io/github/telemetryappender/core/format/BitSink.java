package io.github.telemetryappender.core.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Packs bits into bytes, the first bit lowest. One thread; allocates nothing. */
final class BitSink {

  /** The most bits that one call takes: with seven of an unfinished byte they stay below a long. */
  static final int MAX_BITS = Long.SIZE - Byte.SIZE;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BUFFER_BYTES = 4096;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int size;
  private long pending;
  private int pendingBits;

  void clear() {
    size = 0;
    pending = 0;
    pendingBits = 0;
  }

  /**
   * Appends bits.
   *
   * @param count 0..{@link #MAX_BITS}; all bits above are 0
   */
  void put(long bits, int count, ChunkedBytes out) {
    if (size > BUFFER_BYTES - Long.BYTES) {
      flush(out);
    }
    pending |= bits << pendingBits;
    pendingBits += count;
    LONG.set(buffer, size, pending);
    size += pendingBits >>> 3;
    pending >>>= pendingBits & ~7;
    pendingBits &= 7;
  }

  /** Ends the last byte with zeros, and hands over all there is. */
  void align(ChunkedBytes out) {
    if (pendingBits > 0) {
      put(0, Byte.SIZE - pendingBits, out);
    }
    flush(out);
  }

  private void flush(ChunkedBytes out) {
    out.put(buffer, 0, size);
    size = 0;
  }
}
