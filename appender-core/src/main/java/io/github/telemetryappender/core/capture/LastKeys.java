package io.github.telemetryappender.core.capture;

import java.util.Arrays;

/**
 * Knows which entry of a group is the last with its key. Few entries are compared with those behind
 * them; many go through a hash table that is kept from record to record.
 */
final class LastKeys {

  private static final int COMPARED_DIRECTLY = 16;
  private static final int FREE = -1;

  private final byte tag;
  private final Utf8Slice key = new Utf8Slice();
  private final Utf8Slice other = new Utf8Slice();

  private byte[] bytes = {};
  private int end;
  private int count;

  /** Fields by the hash of their key, open addressing; used for many entries only. */
  private int[] table = {};

  private int mask;

  LastKeys(byte tag) {
    this.tag = tag;
  }

  void restart(byte[] newBytes, int start, int newEnd, int newCount) {
    bytes = newBytes;
    end = newEnd;
    count = newCount;
    if (count > COMPARED_DIRECTLY) {
      fillTable(start);
    }
  }

  boolean isLast(int field) {
    if (count <= 1) {
      return true;
    }
    FieldParser.slice(bytes, field + 1, key);
    return count > COMPARED_DIRECTLY ? table[slotOf(key)] == field : !isRepeatedAfter(field);
  }

  private boolean isRepeatedAfter(int field) {
    for (int at = FieldParser.next(bytes, field, end);
        at < end;
        at = FieldParser.next(bytes, at, end)) {
      if (bytes[at] == tag) {
        FieldParser.slice(bytes, at + 1, other);
        if (other.sameAs(key)) {
          return true;
        }
      }
    }
    return false;
  }

  private void fillTable(int start) {
    int slots = Integer.highestOneBit(count) * 4;
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

  /** The slot that holds this key, or the free one where it belongs. */
  private int slotOf(Utf8Slice wanted) {
    int slot = hash(wanted) & mask;
    while (table[slot] != FREE) {
      FieldParser.slice(bytes, table[slot] + 1, other);
      if (other.sameAs(wanted)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(Utf8Slice text) {
    byte[] array = text.array();
    int hash = 0;
    for (int i = text.offset(), last = i + text.length(); i < last; i++) {
      hash = 31 * hash + array[i];
    }
    return hash ^ (hash >>> 15);
  }
}
