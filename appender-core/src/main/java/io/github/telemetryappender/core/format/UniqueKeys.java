package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.KeyHash;
import java.util.Arrays;

/**
 * The keys that an object has so far, for protocols in which each may stand once only. Refers to
 * the arrays it is given and copies nothing. One thread; allocates nothing once it is warm.
 */
public final class UniqueKeys {

  private static final int INITIAL_SLOTS = 64;
  private static final int MAX_KEPT_SLOTS = 4096;

  // By slot; one without an array is free.
  private byte[][] arrays = new byte[INITIAL_SLOTS][];
  private int[] offsets = new int[INITIAL_SLOTS];
  private int[] lengths = new int[INITIAL_SLOTS];
  private int[] hashes = new int[INITIAL_SLOTS];

  /** The slots that are taken. */
  private int[] taken = new int[INITIAL_SLOTS / 2];

  private int size;

  public UniqueKeys() {}

  /** Forgets all keys. */
  public void clear() {
    if (arrays.length > MAX_KEPT_SLOTS) {
      allocate(INITIAL_SLOTS);
    } else {
      for (int i = 0; i < size; i++) {
        arrays[taken[i]] = null;
      }
    }
    size = 0;
  }

  private void allocate(int slots) {
    arrays = new byte[slots][];
    offsets = new int[slots];
    lengths = new int[slots];
    hashes = new int[slots];
    taken = new int[slots / 2];
  }

  /**
   * Adds a key, which stays where it is until {@link #clear}.
   *
   * @return false where it is there already
   */
  public boolean add(byte[] array, int offset, int length) {
    return add(array, offset, length, KeyHash.of(array, offset, length));
  }

  /** As {@link #add(byte[], int, int)}, for a key whose {@link KeyHash} is known. */
  public boolean add(byte[] array, int offset, int length, int hash) {
    if (size == taken.length) {
      grow();
    }
    int mask = arrays.length - 1;
    int slot = hash & mask;
    while (arrays[slot] != null) {
      if (hashes[slot] == hash && isAt(slot, array, offset, length)) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    arrays[slot] = array;
    offsets[slot] = offset;
    lengths[slot] = length;
    hashes[slot] = hash;
    taken[size++] = slot;
    return true;
  }

  private boolean isAt(int slot, byte[] array, int offset, int length) {
    int start = offsets[slot];
    return lengths[slot] == length
        && Arrays.equals(arrays[slot], start, start + length, array, offset, offset + length);
  }

  private void grow() {
    byte[][] oldArrays = arrays;
    int[] oldOffsets = offsets;
    int[] oldLengths = lengths;
    int[] oldHashes = hashes;
    allocate(2 * oldArrays.length);
    size = 0;
    for (int i = 0; i < oldArrays.length; i++) {
      if (oldArrays[i] != null) {
        add(oldArrays[i], oldOffsets[i], oldLengths[i], oldHashes[i]);
      }
    }
  }
}
