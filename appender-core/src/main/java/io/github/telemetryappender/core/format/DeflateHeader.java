package io.github.telemetryappender.core.format;

/**
 * What a reader has to know of a block's two codes: the lengths of their symbols, one after the
 * other, with runs shortened, and written with a code of their own (RFC 1951, section 3.2.7). One
 * thread; allocates nothing.
 */
final class DeflateHeader {

  private static final int SYMBOLS = 19;
  private static final int MAX_CODE_BITS = 7;
  private static final int SYMBOL_BITS = 5;
  private static final int SYMBOL_MASK = (1 << SYMBOL_BITS) - 1;

  private static final int REPEAT = 16;
  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;

  /** By symbol from {@link #REPEAT} on: how many lengths it stands for at least and at most. */
  private static final int[] FEWEST = {3, 3, 11};

  private static final int[] MOST = {6, 10, 138};
  private static final int[] EXTRA_BITS = {2, 3, 7};

  /** The order in which the lengths of this code itself are written. */
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private static final int MIN_LITERALS = 257;
  private static final int LITERALS_BITS = 5;
  private static final int DISTANCES_BITS = 5;
  private static final int MIN_ORDERED = 4;
  private static final int ORDERED_BITS = 4;
  private static final int ORDERED_LENGTH_BITS = 3;

  private final HuffmanCode literals;
  private final HuffmanCode distances;
  private final HuffmanCode code = new HuffmanCode(SYMBOLS, MAX_CODE_BITS);

  /** Symbols, with their extra bits above. */
  private final int[] symbols;

  private int size;

  DeflateHeader(HuffmanCode literals, HuffmanCode distances, int symbols) {
    this.literals = literals;
    this.distances = distances;
    this.symbols = new int[symbols];
  }

  /** Reads the two codes, which stay as they are until {@link #write}. */
  void prepare() {
    code.clear();
    size = 0;
    int literalsUsed = literals.used();
    int all = literalsUsed + distances.used();
    int runStart = 0;
    for (int i = 1; i <= all; i++) {
      if (i == all || length(i, literalsUsed) != length(runStart, literalsUsed)) {
        addRun(length(runStart, literalsUsed), i - runStart);
        runStart = i;
      }
    }
    code.build();
  }

  private int length(int index, int literalsUsed) {
    return index < literalsUsed ? literals.length(index) : distances.length(index - literalsUsed);
  }

  private void addRun(int length, int count) {
    int left = count;
    if (length == 0) {
      left = addRepeats(MANY_ZEROS, left);
      left = addRepeats(ZEROS, left);
    } else {
      add(length, 0);
      left = addRepeats(REPEAT, left - 1);
    }
    for (; left > 0; left--) {
      add(length, 0);
    }
  }

  private int addRepeats(int symbol, int count) {
    int kind = symbol - REPEAT;
    int left = count;
    while (left >= FEWEST[kind]) {
      int some = Math.min(left, MOST[kind]);
      add(symbol, some - FEWEST[kind]);
      left -= some;
    }
    return left;
  }

  private void add(int symbol, int extra) {
    code.count(symbol);
    symbols[size++] = symbol | extra << SYMBOL_BITS;
  }

  /** Bits that it takes. */
  int bits() {
    int bits = LITERALS_BITS + DISTANCES_BITS + ORDERED_BITS + ordered() * ORDERED_LENGTH_BITS;
    for (int i = 0; i < size; i++) {
      int symbol = symbols[i] & SYMBOL_MASK;
      bits += code.length(symbol) + extraBits(symbol);
    }
    return bits;
  }

  private static int extraBits(int symbol) {
    return symbol < REPEAT ? 0 : EXTRA_BITS[symbol - REPEAT];
  }

  /** How many lengths are written before only zeros follow. */
  private int ordered() {
    int ordered = SYMBOLS;
    while (ordered > MIN_ORDERED && code.length(ORDER[ordered - 1]) == 0) {
      ordered--;
    }
    return ordered;
  }

  void write(BitSink sink, ChunkedBytes out) {
    int ordered = ordered();
    sink.put(literals.used() - MIN_LITERALS, LITERALS_BITS, out);
    sink.put(distances.used() - 1, DISTANCES_BITS, out);
    sink.put(ordered - MIN_ORDERED, ORDERED_BITS, out);
    for (int i = 0; i < ordered; i++) {
      sink.put(code.length(ORDER[i]), ORDERED_LENGTH_BITS, out);
    }
    for (int i = 0; i < size; i++) {
      int symbol = symbols[i] & SYMBOL_MASK;
      code.put(symbol, symbols[i] >>> SYMBOL_BITS, extraBits(symbol), sink, out);
    }
  }
}
