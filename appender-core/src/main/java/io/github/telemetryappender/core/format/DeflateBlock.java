package io.github.telemetryappender.core.format;

/**
 * One block of a deflate stream (RFC 1951, sections 3.2.3 to 3.2.7): literals and matches are
 * gathered, then written with codes made for them; where that would take more room than the bytes
 * themselves, these are stored as they are. One thread; allocates nothing.
 */
final class DeflateBlock {

  static final int MIN_MATCH = 3;
  static final int MAX_MATCH = 258;

  /** A block of more bytes than this always gets smaller: its tokens stand for two bytes each. */
  static final int MAX_STORED_BYTES = 1 << 15;

  private static final int MAX_TOKENS = 1 << 14;
  private static final int LENGTH_SHIFT = 16;
  private static final int LENGTH_MASK = 0xff;
  private static final int DISTANCE_MASK = 0xffff;
  private static final int MATCH = 1 << 31;

  private static final int LITERALS_AND_LENGTHS = 286;
  private static final int END = 256;
  private static final int FIRST_LENGTH = 257;
  private static final int LONGEST_LENGTH = 28;
  private static final int DISTANCES = 30;
  private static final int MAX_CODE_BITS = 15;

  private static final int KIND_BITS = 2;
  private static final int STORED = 0;
  private static final int DYNAMIC = 2;
  private static final int STORED_LENGTH_BITS = 16;
  private static final int STORED_LENGTH_MASK = 0xffff;

  /** By length of a match less {@link #MIN_MATCH}: its symbol less {@link #FIRST_LENGTH}. */
  private static final byte[] LENGTH_SYMBOLS = lengthSymbols();

  private final int[] tokens = new int[MAX_TOKENS];
  private final HuffmanCode literals = new HuffmanCode(LITERALS_AND_LENGTHS, MAX_CODE_BITS);
  private final HuffmanCode distances = new HuffmanCode(DISTANCES, MAX_CODE_BITS);
  private final DeflateHeader header =
      new DeflateHeader(literals, distances, LITERALS_AND_LENGTHS + DISTANCES);
  private final BitSink bits = new BitSink();
  private int size;

  private static byte[] lengthSymbols() {
    byte[] symbols = new byte[MAX_MATCH - MIN_MATCH + 1];
    for (int less = 0; less < symbols.length; less++) {
      int extraBits = Math.max(0, 29 - Integer.numberOfLeadingZeros(less));
      symbols[less] = (byte) (4 * extraBits + (less >>> extraBits));
    }
    symbols[MAX_MATCH - MIN_MATCH] = LONGEST_LENGTH;
    return symbols;
  }

  private static int lengthExtraBits(int symbol) {
    return symbol < 4 || symbol == LONGEST_LENGTH ? 0 : symbol / 4 - 1;
  }

  private static int distanceSymbol(int distance) {
    int less = distance - 1;
    int extraBits = Math.max(0, 30 - Integer.numberOfLeadingZeros(less));
    return 2 * extraBits + (less >>> extraBits);
  }

  private static int distanceExtraBits(int symbol) {
    return symbol < 2 ? 0 : symbol / 2 - 1;
  }

  /** Starts a stream; forgets what was gathered. */
  void begin() {
    bits.clear();
    clear();
  }

  private void clear() {
    size = 0;
    literals.clear();
    distances.clear();
  }

  /** Whether it has to be written before more is gathered. */
  boolean isFull() {
    return size == MAX_TOKENS;
  }

  void literal(byte value) {
    int symbol = value & 0xff;
    tokens[size++] = symbol;
    literals.count(symbol);
  }

  /** The next {@code length} bytes are those that stand {@code distance} before them. */
  void match(int length, int distance) {
    int less = length - MIN_MATCH;
    tokens[size++] = MATCH | less << LENGTH_SHIFT | distance;
    literals.count(FIRST_LENGTH + LENGTH_SYMBOLS[less]);
    distances.count(distanceSymbol(distance));
  }

  /**
   * Writes what was gathered.
   *
   * @param raw holds the {@code length} bytes it stands for from {@code offset} on, if they are
   *     {@link #MAX_STORED_BYTES} at most
   */
  void write(Kind kind, byte[] raw, int offset, int length, ChunkedBytes out) {
    literals.count(END);
    literals.build();
    distances.build();
    header.prepare();
    bits.put(kind.bit, 1, out);
    if (length <= MAX_STORED_BYTES && (long) length * Byte.SIZE < header.bits() + tokenBits()) {
      writeStored(raw, offset, length, out);
    } else {
      bits.put(DYNAMIC, KIND_BITS, out);
      header.write(bits, out);
      writeTokens(out);
    }
    clear();
  }

  private long tokenBits() {
    long sum = 0;
    for (int symbol = 0; symbol < LITERALS_AND_LENGTHS; symbol++) {
      int extraBits = symbol < FIRST_LENGTH ? 0 : lengthExtraBits(symbol - FIRST_LENGTH);
      sum += (long) literals.counted(symbol) * (literals.length(symbol) + extraBits);
    }
    for (int symbol = 0; symbol < DISTANCES; symbol++) {
      int extraBits = distanceExtraBits(symbol);
      sum += (long) distances.counted(symbol) * (distances.length(symbol) + extraBits);
    }
    return sum;
  }

  private void writeStored(byte[] raw, int offset, int length, ChunkedBytes out) {
    bits.put(STORED, KIND_BITS, out);
    bits.align(out);
    bits.put(length, STORED_LENGTH_BITS, out);
    bits.put(~length & STORED_LENGTH_MASK, STORED_LENGTH_BITS, out);
    bits.align(out);
    out.put(raw, offset, length);
  }

  private void writeTokens(ChunkedBytes out) {
    for (int i = 0; i < size; i++) {
      int token = tokens[i];
      if (token >= 0) {
        literals.put(token, 0, 0, bits, out);
      } else {
        writeMatch(token >>> LENGTH_SHIFT & LENGTH_MASK, token & DISTANCE_MASK, out);
      }
    }
    literals.put(END, 0, 0, bits, out);
  }

  private void writeMatch(int less, int distance, ChunkedBytes out) {
    int lengthSymbol = LENGTH_SYMBOLS[less];
    int extraBits = lengthExtraBits(lengthSymbol);
    literals.put(FIRST_LENGTH + lengthSymbol, low(less, extraBits), extraBits, bits, out);
    int distanceSymbol = distanceSymbol(distance);
    extraBits = distanceExtraBits(distanceSymbol);
    distances.put(distanceSymbol, low(distance - 1, extraBits), extraBits, bits, out);
  }

  private static int low(int value, int count) {
    return value & ((1 << count) - 1);
  }

  /** Hands over what is left of the last byte. */
  void finish(ChunkedBytes out) {
    bits.align(out);
  }

  /** Whether more blocks follow. */
  enum Kind {
    INNER(0),
    LAST(1);

    private final int bit;

    Kind(int bit) {
      this.bit = bit;
    }
  }
}
