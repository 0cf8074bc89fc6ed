package io.github.telemetryappender.core.lane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The words of a ring and how they are ordered among threads; little-endian, so that a file means
 * the same on every machine. Every access to shared memory that is not a plain copy of a payload
 * goes through here.
 */
final class Words {

  static final int LONG_BYTES = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  // Links every call below once, far from the end of any caller's stack.
  static {
    ByteBuffer scratch = ByteBuffer.allocateDirect(LONG_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    setOpaque(scratch, 0, get(scratch, 0) + getInt(scratch, 0));
    setRelease(scratch, 0, getAcquire(scratch, 0));
    setVolatile(scratch, 0, getVolatile(scratch, 0));
    compareAndExchange(scratch, 0, 0, 0);
  }

  private Words() {}

  static long get(ByteBuffer memory, int index) {
    return (long) LONGS.get(memory, index);
  }

  static int getInt(ByteBuffer memory, int index) {
    return (int) INTS.get(memory, index);
  }

  /** A store that nobody may rely on before a later release. */
  static void setOpaque(ByteBuffer memory, int index, long value) {
    LONGS.setOpaque(memory, index, value);
  }

  static long getAcquire(ByteBuffer memory, int index) {
    return (long) LONGS.getAcquire(memory, index);
  }

  static void setRelease(ByteBuffer memory, int index, long value) {
    LONGS.setRelease(memory, index, value);
  }

  static long getVolatile(ByteBuffer memory, int index) {
    return (long) LONGS.getVolatile(memory, index);
  }

  static void setVolatile(ByteBuffer memory, int index, long value) {
    LONGS.setVolatile(memory, index, value);
  }

  /** Stores {@code next} if {@code expected} is there; returns what was there. */
  static long compareAndExchange(ByteBuffer memory, int index, long expected, long next) {
    return (long) LONGS.compareAndExchange(memory, index, expected, next);
  }
}
