package io.github.telemetryappender.core.capture;

import java.util.Arrays;

/**
 * Knows which entry of a group is the last with its key, by a hash table that is kept from record
 * to record. One thread; allocates nothing once it is warm.
 */
final class LastKeys {

  private static final int FREE = -1;
  private static final int SLOTS_PER_KEY = 4;

  private final byte tag;
  private final Utf8Slice key = new Utf8Slice();
  private final Utf8Slice other = new Utf8Slice();

  private byte[] bytes = {};

  /** Fields by the hash of their key, open addressing. */
  private int[] table = {};

  private int mask;

  LastKeys(byte tag) {
    this.tag = tag;
  }

  /** Moves to the {@code count} entries, one at least, whose first field is at {@code start}. */
  void restart(byte[] newBytes, int start, int end, int count) {
    bytes = newBytes;
    int slots = Integer.highestOneBit(count) * SLOTS_PER_KEY;
    if (table.length < slots) {
      table = new int[slots];
    }
    mask = slots - 1;
    Arrays.fill(table, 0, slots, FREE);
    int left = count;
    for (int at = start; left > 0; at = FieldParser.next(bytes, at, end)) {
      if (bytes[at] == tag) {
        left--;
        FieldParser.slice(bytes, at + 1, key);
        table[slotOf(key)] = at;
      }
    }
  }

  boolean isLast(int field) {
    FieldParser.slice(bytes, field + 1, key);
    return table[slotOf(key)] == field;
  }

  /** The slot that holds this key, or the free one where it belongs. */
  private int slotOf(Utf8Slice wanted) {
    int slot = KeyHash.of(wanted.array(), wanted.offset(), wanted.length()) & mask;
    while (table[slot] != FREE) {
      FieldParser.slice(bytes, table[slot] + 1, other);
      if (other.sameAs(wanted)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
