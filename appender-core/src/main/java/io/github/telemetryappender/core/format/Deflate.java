package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.format.DeflateBlock.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes one deflate stream (RFC 1951) after another. Logs repeat themselves in long stretches at
 * short distances: so it looks in one place only, the last one that began alike, takes what it
 * finds there, and goes on behind it. RATIONALE.md says what that takes and leaves beside zlib. One
 * thread at a time; allocates nothing once it is made.
 */
final class Deflate {

  /** How far back a match may lie. */
  private static final int REACH = 1 << 15;

  private static final int WINDOW_BYTES = 2 * REACH;

  /** Shorter ones hardly take less than their bytes do. */
  private static final int MIN_MATCH = 5;

  /** What is read at once must be there, and what a match may reach. */
  private static final int LOOKAHEAD = DeflateBlock.MAX_MATCH + Long.BYTES;

  private static final int HASH_BITS = 14;
  private static final int UNHASHED_BITS = Long.SIZE - MIN_MATCH * Byte.SIZE;
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  /** Positions start behind what 0, which stands for none, could be mistaken for. */
  private static final int FIRST_ORIGIN = REACH + 1;

  /** Positions are counted from the beginning again long before an int is full. */
  private static final int MAX_ORIGIN = 1 << 30;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int maxOrigin;
  private final byte[] window = new byte[WINDOW_BYTES];

  /** By a hash of the bytes there: the last position of all streams that began so. */
  private final int[] positions = new int[1 << HASH_BITS];

  private final DeflateBlock block = new DeflateBlock();

  /** The position of the window's first byte. */
  private int origin = FIRST_ORIGIN;

  // Places in the window: where the open block starts, what is to be looked at, where it ends.
  private int blockStart;
  private int next;
  private int end;

  Deflate() {
    this(MAX_ORIGIN);
  }

  Deflate(int maxOrigin) {
    this.maxOrigin = maxOrigin;
  }

  /** Starts a stream. */
  void begin() {
    moveOrigin(end + REACH); // what was there before is out of reach
    blockStart = 0;
    next = 0;
    end = 0;
    block.begin();
  }

  private void moveOrigin(int by) {
    origin += by;
    if (origin > maxOrigin) {
      Arrays.fill(positions, 0);
      origin = FIRST_ORIGIN;
    }
  }

  /** Compresses some more. However the bytes of a stream are parted, it is the same. */
  void put(byte[] source, int offset, int length, ChunkedBytes out) {
    int done = 0;
    while (done < length) {
      if (end == WINDOW_BYTES) {
        slide();
      }
      int count = Math.min(length - done, WINDOW_BYTES - end);
      System.arraycopy(source, offset + done, window, end, count);
      end += count;
      done += count;
      compress(end - LOOKAHEAD, out);
    }
  }

  /** Keeps what can still be reached, and makes room behind it. */
  private void slide() {
    int shift = next - REACH;
    System.arraycopy(window, shift, window, 0, end - shift);
    moveOrigin(shift);
    blockStart -= shift;
    next -= shift;
    end -= shift;
  }

  /** Ends the stream. */
  void end(ChunkedBytes out) {
    compress(end - Long.BYTES, out);
    while (next < end) {
      literal(out);
    }
    writeBlock(Kind.LAST, out);
    block.finish(out);
  }

  /** Goes on as far as {@code limit}, behind which there are eight bytes at least. */
  private void compress(int limit, ChunkedBytes out) {
    while (next <= limit) {
      long eight = (long) LONG.get(window, next);
      int slot = slot(eight);
      int distance = origin + next - positions[slot];
      positions[slot] = origin + next;
      int length = distance > REACH ? 0 : matchLength(next - distance, eight);
      if (length >= MIN_MATCH) {
        match(length, distance, out);
      } else {
        literal(out);
      }
    }
  }

  private static int slot(long eight) {
    return (int) (((eight << UNHASHED_BITS) * GOLDEN_RATIO) >>> (Long.SIZE - HASH_BITS));
  }

  private int matchLength(int before, long eight) {
    long difference = (long) LONG.get(window, before) ^ eight;
    if (difference != 0) {
      return Long.numberOfTrailingZeros(difference) / Byte.SIZE;
    }
    int most = Math.min(DeflateBlock.MAX_MATCH, end - next);
    int length = Long.BYTES;
    while (length + Long.BYTES <= most) {
      difference =
          (long) LONG.get(window, before + length) ^ (long) LONG.get(window, next + length);
      if (difference != 0) {
        return length + Long.numberOfTrailingZeros(difference) / Byte.SIZE;
      }
      length += Long.BYTES;
    }
    while (length < most && window[before + length] == window[next + length]) {
      length++;
    }
    return length;
  }

  private void literal(ChunkedBytes out) {
    makeRoom(out);
    block.literal(window[next++]);
  }

  /** Of the places inside a match, two are remembered: most that follow begin near its ends. */
  private void match(int length, int distance, ChunkedBytes out) {
    makeRoom(out);
    block.match(length, distance);
    next += length;
    if (next - 2 <= end - Long.BYTES) {
      remember(next - length + 1);
      remember(next - 2);
    }
  }

  private void remember(int place) {
    positions[slot((long) LONG.get(window, place))] = origin + place;
  }

  private void makeRoom(ChunkedBytes out) {
    if (block.isFull()) {
      writeBlock(Kind.INNER, out);
    }
  }

  private void writeBlock(Kind kind, ChunkedBytes out) {
    block.write(kind, window, blockStart, next - blockStart, out);
    blockStart = next;
  }
}
