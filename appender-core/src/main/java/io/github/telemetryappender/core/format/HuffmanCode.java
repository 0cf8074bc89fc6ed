package io.github.telemetryappender.core.format;

import java.util.Arrays;

/**
 * A code for one of deflate's alphabets: the more often a symbol comes, the fewer bits it takes
 * (RFC 1951, section 3.2.2). One thread; allocates nothing once it is made.
 */
final class HuffmanCode {

  private static final int LENGTH_BITS = 4;
  private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
  private static final int SYMBOL_BITS = 9;
  private static final int SYMBOL_MASK = (1 << SYMBOL_BITS) - 1;

  private final int maxLength;
  private final int[] counts;

  /** By symbol: its bits, the first one lowest, above their number; 0 for one that never comes. */
  private final int[] codes;

  // What building needs.
  private final long[] byCount;
  private final int[] lengths;
  private final int[] nextCodes;

  /**
   * @param maxLength the most bits that a symbol may take, 15 and less
   */
  HuffmanCode(int symbols, int maxLength) {
    this.maxLength = maxLength;
    this.counts = new int[symbols];
    this.codes = new int[symbols];
    this.byCount = new long[symbols];
    this.lengths = new int[symbols];
    this.nextCodes = new int[maxLength + 1];
  }

  void clear() {
    Arrays.fill(counts, 0);
  }

  /** The symbol comes once more. */
  void count(int symbol) {
    counts[symbol]++;
  }

  /** How often the symbol came. */
  int counted(int symbol) {
    return counts[symbol];
  }

  /** Bits of the symbol; 0 for one that never comes. */
  int length(int symbol) {
    return codes[symbol] & LENGTH_MASK;
  }

  /** Symbols up to the last one that comes. */
  int used() {
    int used = codes.length;
    while (codes[used - 1] == 0) {
      used--;
    }
    return used;
  }

  /** Writes the symbol, and behind it bits of its own. */
  void put(int symbol, long extra, int extraBits, BitSink sink, ChunkedBytes out) {
    int code = codes[symbol];
    int length = code & LENGTH_MASK;
    sink.put((code >>> LENGTH_BITS) | extra << length, length + extraBits, out);
  }

  /** Makes the code for what was counted. */
  void build() {
    useTwo();
    for (int shift = 0; !findLengths(shift); shift++) {
      // Less difference between the counts, until the longest code is short enough.
    }
    assignCodes();
  }

  /** Readers disagree on codes of fewer symbols. */
  private void useTwo() {
    int used = 0;
    for (int count : counts) {
      used += count > 0 ? 1 : 0;
    }
    for (int symbol = 0; used < 2; symbol++) {
      if (counts[symbol] == 0) {
        counts[symbol] = 1;
        used++;
      }
    }
  }

  /** Leaves the lengths in the codes; false where one would be too long. */
  private boolean findLengths(int shift) {
    int used = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      codes[symbol] = 0;
      if (counts[symbol] > 0) {
        long weight = Math.max(1, counts[symbol] >> shift);
        byCount[used++] = weight << SYMBOL_BITS | symbol;
      }
    }
    Arrays.sort(byCount, 0, used);
    for (int i = 0; i < used; i++) {
      lengths[i] = (int) (byCount[i] >>> SYMBOL_BITS);
    }
    weightsToLengths(lengths, used);
    for (int i = 0; i < used; i++) {
      codes[(int) byCount[i] & SYMBOL_MASK] = lengths[i];
    }
    return lengths[0] <= maxLength;
  }

  /**
   * Turns ascending weights, two at least, into the lengths of an optimal code, in place: Moffat
   * and Katajainen, "In-place calculation of minimum-redundancy codes", 1995.
   */
  private static void weightsToLengths(int[] a, int n) {
    weightsToParents(a, n);
    a[n - 2] = 0;
    for (int node = n - 3; node >= 0; node--) {
      a[node] = a[a[node]] + 1; // how deep below the root
    }
    int node = n - 2;
    int leaf = n - 1;
    int depth = 0;
    for (int places = 1; places > 0; depth++) {
      int nodes = 0;
      while (node >= 0 && a[node] == depth) {
        nodes++;
        node--;
      }
      for (int leaves = places - nodes; leaves > 0; leaves--) {
        a[leaf--] = depth;
      }
      places = 2 * nodes;
    }
  }

  /** Joins the two lightest again and again; each inner node ends up with its parent's index. */
  private static void weightsToParents(int[] a, int n) {
    int node = 0;
    int leaf = 0;
    for (int parent = 0; parent < n - 1; parent++) {
      long weight = 0;
      for (int child = 0; child < 2; child++) {
        if (leaf >= n || (node < parent && a[node] < a[leaf])) {
          weight += a[node];
          a[node++] = parent;
        } else {
          weight += a[leaf++];
        }
      }
      a[parent] = (int) weight;
    }
  }

  /** In the order that a reader of the lengths will find them. */
  private void assignCodes() {
    Arrays.fill(nextCodes, 0);
    for (int length : codes) {
      nextCodes[length]++;
    }
    nextCodes[0] = 0;
    int code = 0;
    for (int length = 1; length <= maxLength; length++) {
      int ofThisLength = nextCodes[length];
      nextCodes[length] = code;
      code = (code + ofThisLength) << 1;
    }
    for (int symbol = 0; symbol < codes.length; symbol++) {
      int length = codes[symbol];
      if (length > 0) {
        int bits = Integer.reverse(nextCodes[length]++) >>> (Integer.SIZE - length);
        codes[symbol] = bits << LENGTH_BITS | length;
      }
    }
  }
}
