package io.github.telemetryappender.core.format;

import java.util.Arrays;

/**
 * The keys that an object has so far, for protocols in which each may stand once only. Refers to
 * the arrays it is given and copies nothing. One thread; allocates nothing once it is warm.
 */
public final class UniqueKeys {

  private static final int INITIAL_SLOTS = 64;
  private static final int MAX_KEPT_SLOTS = 4096;
  private static final int HASH_FACTOR = 31;

  private byte[][] arrays = new byte[INITIAL_SLOTS][];
  private int[] offsets = new int[INITIAL_SLOTS];
  private int[] lengths = new int[INITIAL_SLOTS];
  private int size;

  public UniqueKeys() {}

  /** Forgets all keys. */
  public void clear() {
    if (arrays.length > MAX_KEPT_SLOTS) {
      allocate(INITIAL_SLOTS);
    } else if (size > 0) {
      Arrays.fill(arrays, null);
    }
    size = 0;
  }

  private void allocate(int slots) {
    arrays = new byte[slots][];
    offsets = new int[slots];
    lengths = new int[slots];
  }

  /**
   * Adds a key, which stays where it is until {@link #clear}.
   *
   * @return false where it is there already
   */
  public boolean add(byte[] array, int offset, int length) {
    if (2 * size >= arrays.length) {
      grow();
    }
    int slot = slot(array, offset, length);
    if (arrays[slot] != null) {
      return false;
    }
    arrays[slot] = array;
    offsets[slot] = offset;
    lengths[slot] = length;
    size++;
    return true;
  }

  private void grow() {
    byte[][] oldArrays = arrays;
    int[] oldOffsets = offsets;
    int[] oldLengths = lengths;
    allocate(2 * oldArrays.length);
    size = 0;
    for (int i = 0; i < oldArrays.length; i++) {
      if (oldArrays[i] != null) {
        add(oldArrays[i], oldOffsets[i], oldLengths[i]);
      }
    }
  }

  /** Where the key is, or the free place where it belongs. */
  private int slot(byte[] array, int offset, int length) {
    int mask = arrays.length - 1;
    int slot = hash(array, offset, length) & mask;
    while (arrays[slot] != null && !isAt(slot, array, offset, length)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int slot, byte[] array, int offset, int length) {
    return lengths[slot] == length
        && Arrays.equals(
            arrays[slot], offsets[slot], offsets[slot] + length, array, offset, offset + length);
  }

  private static int hash(byte[] array, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = HASH_FACTOR * hash + array[i];
    }
    return hash ^ (hash >>> 15);
  }
}
