package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.memory.MemoryPool;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The growing array in which a record is written. It never passes its limit: what no longer fits is
 * cut at the end of a character, and {@link #cuts()} counts it. Every byte it holds is counted in
 * the memory pool; where that has no more, the limit is what it has. A lone surrogate becomes
 * U+FFFD. One thread at a time.
 */
final class RecordBuffer {

  /** Kept free behind the limit for what must fit: long lengths of open texts, the trace field. */
  static final int TAIL_BYTES = 64;

  /** The size of the array at rest. */
  static final int BASE_BYTES = 2048;

  /** Arrays beyond this do not rest: they are for the rare event. */
  private static final int MAX_RESTING_BYTES = 32 * 1024;

  private static final int CHUNK_CHARS = 512;

  private static final int CHUNK_BYTES = CHUNK_CHARS * Character.BYTES;

  private static final int FIXED_BYTES = CHUNK_BYTES + RepeatedFields.BYTES;

  /** What the pool is asked for before there is a buffer: the array, the chunk and the tables. */
  static final int RESTING_BYTES = BASE_BYTES + FIXED_BYTES;

  /** With room for fewer characters than these they are encoded one by one. */
  private static final int FEW_CHARS = 8;

  /** From so many on the JDK's encoder, which takes some time to begin, is the faster one. */
  private static final int MANY_CHARS = 64;

  private static final long BEYOND_ASCII = 0x8080_8080_8080_8080L;

  private static final byte[] NOTHING = {};
  private static final int MAX_BYTES_PER_CHAR = 3;
  private static final int MAX_LONG_DIGITS = 20;

  private final MemoryPool memory;
  private final int maxBytes;
  private final char[] chunk = new char[CHUNK_CHARS];
  private final CharBuffer chunkView = CharBuffer.wrap(chunk);
  private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
  private final KnownAscii knownAscii;
  private final RepeatedFields repeatedFields = new RepeatedFields();

  private byte[] bytes = new byte[BASE_BYTES];

  /** The same, for the encoder. */
  private ByteBuffer bytesView = ByteBuffer.wrap(bytes);

  /**
   * What the pool counts for this buffer. Changes right after the pool's count, with no call in
   * between: it stays true where the stack ends in the midst of growing.
   */
  private long reservedBytes = RESTING_BYTES;

  private int size;
  private int cuts;
  private Section section = Section.ATTRIBUTES;

  /** {@link #maxBytes}, or less when the pool has refused to let this record grow. */
  private int maxBytesNow;

  /** Where the present section ends at the latest. */
  private int limit;

  /** The same, or before it where the array has yet to grow. */
  private int end;

  private RecordBuffer(MemoryPool memory, int maxBytes, KnownAscii knownAscii) {
    this.memory = memory;
    this.knownAscii = knownAscii;
    this.maxBytes = maxBytes;
  }

  /** A buffer that may grow to {@code maxBytes}; null where the pool has no memory for one. */
  static @Nullable RecordBuffer reserve(MemoryPool memory, int maxBytes, KnownAscii knownAscii) {
    if (!memory.tryReserve(RESTING_BYTES)) {
      return null;
    }
    try {
      return new RecordBuffer(memory, maxBytes, knownAscii);
    } catch (OutOfMemoryError e) {
      memory.release(RESTING_BYTES);
      throw e;
    }
  }

  /** Gives all its memory back; nothing may be written any more. */
  void release() {
    hold(NOTHING);
    keepReserved(0);
  }

  /** Gives back what it should not hold while nobody writes. */
  void rest() {
    if (bytes.length > BASE_BYTES && (bytes.length > MAX_RESTING_BYTES || memoryIsShort())) {
      hold(new byte[BASE_BYTES]);
    }
    keepReserved(FIXED_BYTES + bytes.length);
  }

  /** Both or none, where stack or heap end in here: the two must be of the same array. */
  private void hold(byte[] array) {
    ByteBuffer view = ByteBuffer.wrap(array);
    bytes = array;
    bytesView = view;
  }

  private void keepReserved(long neededBytes) {
    long surplus = reservedBytes - neededBytes;
    if (surplus > 0) {
      memory.release(surplus);
      reservedBytes = neededBytes;
    }
  }

  private boolean memoryIsShort() {
    return memory.usedBytes() > memory.maxBytes() / 2;
  }

  /** Starts a record with its header, which is not written here. */
  void clear() {
    size = RecordLayout.HEADER_BYTES;
    repeatedFields.restart(size);
    cuts = 0;
    maxBytesNow = maxBytes;
    setSection(Section.ATTRIBUTES);
  }

  /** The next field is written here. It belongs to this section, and leaves the others theirs. */
  void beginField(int start, Section newSection) {
    size = start;
    repeatedFields.breakOff();
    if (section != newSection) {
      setSection(newSection);
    }
  }

  private void setSection(Section newSection) {
    section = newSection;
    limit = newSection.limit(maxBytesNow);
    end = Math.min(limit, bytes.length - TAIL_BYTES);
  }

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Takes back what was written behind {@code newSize}. */
  void backTo(int newSize) {
    size = newSize;
  }

  /** How often something did not fit since {@link #clear}. */
  int cuts() {
    return cuts;
  }

  /** Whether {@code count} bytes fit, which may then be put; counts a cut where they do not. */
  boolean hasRoom(int count) {
    if (roomFor(count) >= count) {
      return true;
    }
    cuts++;
    return false;
  }

  /** Room after trying to have {@code wanted} bytes of it. */
  private int roomFor(int wanted) {
    if (room() < wanted && bytes.length - TAIL_BYTES < limit) {
      grow(Math.min(size + wanted, limit) + TAIL_BYTES);
    }
    return room();
  }

  private int room() {
    return end - size;
  }

  private void grow(int neededBytes) {
    if (neededBytes <= bytes.length) {
      return;
    }
    int newLength = Math.max(neededBytes, Math.min(bytes.length * 2, maxBytes));
    if (memory.tryReserve(newLength)) {
      reservedBytes += newLength;
      try {
        hold(Arrays.copyOf(bytes, newLength));
      } finally {
        keepReserved(FIXED_BYTES + bytes.length);
      }
    } else {
      maxBytesNow = bytes.length;
    }
    setSection(section);
  }

  void putByte(int value) {
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    RecordLayout.putInt(bytes, size, value);
    size += Integer.BYTES;
  }

  void putLong(long value) {
    RecordLayout.putLong(bytes, size, value);
    size += Long.BYTES;
  }

  /**
   * Opens a text, for which there must be room of 5 bytes; what is appended until {@link #endText}
   * belongs to it.
   *
   * @param expectedChars a guess that saves moving the text when it is right
   */
  int beginText(int expectedChars) {
    int start = size;
    if (expectedChars < RecordLayout.LONG_TEXT) {
      putByte(0);
    } else {
      putByte(RecordLayout.LONG_TEXT);
      putInt(0);
    }
    return start;
  }

  /** Where the content of an open text begins. */
  int contentOf(int start) {
    boolean isLong = (bytes[start] & 0xff) == RecordLayout.LONG_TEXT;
    return isLong ? start + 1 + Integer.BYTES : start + 1;
  }

  void endText(int start) {
    boolean isLong = (bytes[start] & 0xff) == RecordLayout.LONG_TEXT;
    int content = contentOf(start);
    int length = size - content;
    if (!isLong && length < RecordLayout.LONG_TEXT) {
      bytes[start] = (byte) length;
      return;
    }
    if (!isLong) {
      System.arraycopy(bytes, content, bytes, content + Integer.BYTES, length);
      size += Integer.BYTES;
      bytes[start] = (byte) RecordLayout.LONG_TEXT;
    }
    RecordLayout.putInt(bytes, start + 1, length);
  }

  /**
   * Goes on behind the field that begins here, if it stands there already: the last record had it.
   * An array that is new has no tag anywhere.
   *
   * @param value the key again where the field has but one text
   */
  boolean repeats(int start, byte tag, String key, String value) {
    if (bytes[start] != tag) {
      return false;
    }
    int end = repeatedFields.endOf(key, value);
    if (end != RepeatedFields.NONE) {
      size = end;
    }
    return end != RepeatedFields.NONE;
  }

  /**
   * Writes a whole field in one go, if its text is one of an application's constants, short, and
   * plain ASCII, and there surely is room for it.
   *
   * @return false where nothing was written, as it takes more care
   */
  boolean putField(byte tag, String constant) {
    int length = constant.length();
    if (length >= RecordLayout.LONG_TEXT || 2 + length > room() || !knownAscii.isAscii(constant)) {
      return false;
    }
    int start = size;
    bytes[start] = tag;
    size = putShort(constant, length, start + 1);
    repeatedFields.add(constant, constant, start, size);
    return true;
  }

  /** As {@link #putField} for a key that is such a constant, and any value. */
  boolean putEntry(byte tag, String key, String value) {
    int keyLength = key.length();
    int valueLength = value.length();
    if (keyLength >= RecordLayout.LONG_TEXT
        || valueLength >= RecordLayout.LONG_TEXT
        || 3 + keyLength + valueLength > room()
        || !knownAscii.isAscii(key)) {
      return false;
    }
    int start = size;
    bytes[start] = tag;
    int valueStart = putShort(key, keyLength, start + 1);
    bytes[valueStart] = (byte) valueLength;
    size = valueStart + 1;
    load(value, 0, valueLength);
    if (!encodeAscii(valueLength)) {
      size = start;
      return false;
    }
    repeatedFields.add(key, value, start, size);
    return true;
  }

  private int putShort(String ascii, int length, int at) {
    bytes[at] = (byte) length;
    copyAscii(ascii, 0, length, at + 1);
    return at + 1 + length;
  }

  /** Of all methods of a string only this one copies bytes as they are: right for ASCII alone. */
  @SuppressWarnings("deprecation")
  private void copyAscii(String ascii, int from, int to, int at) {
    ascii.getBytes(from, to, bytes, at);
  }

  /** As {@link #append(CharSequence)} for one of an application's constants. */
  void appendConstant(String constant) {
    appendConstant(constant, 0, constant.length());
  }

  /** As {@link #append(CharSequence, int, int)} for one of an application's constants. */
  void appendConstant(String constant, int from, int to) {
    if (to - from <= room() && knownAscii.isAscii(constant)) {
      copyAscii(constant, from, to, size);
      size += to - from;
    } else {
      append(constant, from, to);
    }
  }

  /** Appends a text, or as much of it as fits. Throws what {@code text} throws. */
  void append(CharSequence text) {
    append(text, 0, text.length());
  }

  /** As {@link #append(CharSequence)} for the characters {@code from} until {@code to}. */
  void append(CharSequence text, int from, int to) {
    int at = from;
    while (at < to) {
      int wanted = Math.min(to - at, CHUNK_CHARS);
      int count = Math.min(wanted, roomFor(wanted * MAX_BYTES_PER_CHAR) / MAX_BYTES_PER_CHAR);
      if (count < FEW_CHARS && count < to - at) {
        appendWhatFits(text, at, to);
        return;
      }
      load(text, at, count);
      at += encode(count, at + count < to);
    }
  }

  private void load(CharSequence text, int at, int count) {
    if (text instanceof String string) {
      string.getChars(at, at + count, chunk, 0);
    } else if (text instanceof StringBuilder builder) {
      builder.getChars(at, at + count, chunk, 0);
    } else {
      for (int i = 0; i < count; i++) {
        chunk[i] = text.charAt(at + i);
      }
    }
  }

  /** Encodes the chunk, for which there is room; returns how many characters it took. */
  private int encode(int count, boolean moreFollow) {
    if (count < MANY_CHARS ? encodeAscii(count) : encodeMuchAscii(count)) {
      return count;
    }
    char[] chars = chunk;
    byte[] out = bytes;
    int at = size;
    int i = 0;
    while (i < count) {
      char c = chars[i];
      if (Character.isHighSurrogate(c) && i + 1 == count && moreFollow) {
        break; // its partner comes with the next chunk
      }
      boolean isPair =
          Character.isHighSurrogate(c) && i + 1 < count && Character.isLowSurrogate(chars[i + 1]);
      at = put(out, at, isPair ? Character.toCodePoint(c, chars[i + 1]) : c);
      i += isPair ? 2 : 1;
    }
    size = at;
    return i;
  }

  /**
   * Writes the chunk as ASCII, and tells whether it was. A counted loop over two arrays, without a
   * call in it and without an early way out: a compiler that has given up inlining (this is deep
   * inside an application's logging call) makes good code of it all the same, where looking at a
   * string character by character then costs a call for each.
   */
  private boolean encodeAscii(int count) {
    char[] chars = chunk;
    byte[] out = bytes;
    int at = size;
    int anyBits = 0;
    for (int i = 0; i < count; i++) {
      anyBits |= chars[i];
      out[at + i] = (byte) chars[i];
    }
    if (anyBits >= 0x80) {
      return false;
    }
    size = at + count;
    return true;
  }

  /** The same with the JDK's encoder, which is machine code for many characters at a time. */
  private boolean encodeMuchAscii(int count) {
    chunkView.limit(count).position(0);
    bytesView.limit(bytes.length).position(size);
    latin1.reset();
    latin1.encode(chunkView, bytesView, true); // ends early at a character beyond Latin-1
    if (chunkView.hasRemaining() || !isAscii(size, count)) {
      return false;
    }
    size += count;
    return true;
  }

  private boolean isAscii(int from, int count) {
    byte[] out = bytes;
    int end = from + count;
    int at = from;
    long anyBits = 0;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      anyBits |= RecordLayout.getLong(out, at);
    }
    for (; at < end; at++) {
      anyBits |= out[at];
    }
    return (anyBits & BEYOND_ASCII) == 0;
  }

  private void appendWhatFits(CharSequence text, int from, int to) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      char next = i + 1 < to ? text.charAt(i + 1) : 0;
      boolean isPair = Character.isSurrogatePair(c, next);
      int codePoint = isPair ? Character.toCodePoint(c, next) : c;
      if (!hasRoom(encodedLength(codePoint))) {
        return;
      }
      size = put(bytes, size, codePoint);
      i += isPair ? 2 : 1;
    }
  }

  private static int encodedLength(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  /** Writes one code point; a lone surrogate becomes the replacement character. */
  private static int put(byte[] out, int start, int codePoint) {
    int at = start;
    if (codePoint < 0x80) {
      out[at++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      out[at++] = (byte) (0xc0 | (codePoint >> 6));
      out[at++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
      int shown = codePoint >> 11 == 0x1b ? 0xfffd : codePoint;
      out[at++] = (byte) (0xe0 | (shown >> 12));
      out[at++] = (byte) (0x80 | ((shown >> 6) & 0x3f));
      out[at++] = (byte) (0x80 | (shown & 0x3f));
    } else {
      out[at++] = (byte) (0xf0 | (codePoint >> 18));
      out[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
      out[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      out[at++] = (byte) (0x80 | (codePoint & 0x3f));
    }
    return at;
  }

  /** Appends one ASCII character. */
  void appendAscii(char c) {
    if (hasRoom(1)) {
      putByte(c);
    }
  }

  /** Appends a number in decimal. */
  void append(long number) {
    if (number == Long.MIN_VALUE || roomFor(MAX_LONG_DIGITS) < MAX_LONG_DIGITS) {
      append(Long.toString(number));
      return;
    }
    if (number < 0) {
      putByte('-');
    }
    long rest = Math.abs(number);
    int end = size + digits(rest);
    size = end;
    do {
      bytes[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** The parts of a record, in the order in which they are written. */
  enum Section {
    /** All but what follows; leaves the message its floor. */
    ATTRIBUTES(true, true),
    /** Message, pattern and arguments; leaves room to say which exception it was. */
    MESSAGE(false, true),
    /** The exception, which gets what is left: the stack trace is cut first. */
    EXCEPTION(false, false);

    private static final int MAX_MESSAGE_FLOOR = 16 * 1024;
    private static final int MAX_EXCEPTION_FLOOR = 1024;

    private final boolean leavesMessage;
    private final boolean leavesException;

    Section(boolean leavesMessage, boolean leavesException) {
      this.leavesMessage = leavesMessage;
      this.leavesException = leavesException;
    }

    /** Where this section ends at the latest in a record of at most {@code maxBytes}. */
    int limit(int maxBytes) {
      int messageFloor = leavesMessage ? Math.min(maxBytes / 4, MAX_MESSAGE_FLOOR) : 0;
      int exceptionFloor = leavesException ? Math.min(maxBytes / 16, MAX_EXCEPTION_FLOOR) : 0;
      return maxBytes - TAIL_BYTES - messageFloor - exceptionFloor;
    }
  }
}
