package io.github.telemetryappender.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of the bytes of a key, eight at a time. */
public final class KeyHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private KeyHash() {}

  /** All bits of it depend on all bytes. */
  public static int of(byte[] array, int offset, int length) {
    long hash = length;
    if (length < Long.BYTES) {
      for (int i = offset; i < offset + length; i++) {
        hash = hash << Byte.SIZE | (array[i] & 0xff);
      }
      return (int) ((hash * GOLDEN_RATIO) >>> Integer.SIZE);
    }
    int last = offset + length - Long.BYTES;
    for (int at = offset; at < last; at += Long.BYTES) {
      hash = mixed(hash, (long) LONG.get(array, at));
    }
    return (int) (mixed(hash, (long) LONG.get(array, last)) >>> Integer.SIZE);
  }

  private static long mixed(long hash, long word) {
    long product = (hash ^ word) * GOLDEN_RATIO;
    return product ^ (product >>> Integer.SIZE);
  }
}
