package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON into a {@link RenderBuffer}, straight from UTF-8. It sets the commas, and trusts its
 * caller with the nesting. Text is escaped as RFC 8259 section 7 requires and no further. One
 * thread; allocates nothing once it is warm.
 */
public final class JsonWriter {

  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] CONTROL_ESCAPE = ascii("\\u00");

  /** Per byte: 0 for one that stands for itself, 'u' for a control, else the letter to escape. */
  private static final byte[] ESCAPES = escapes();

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final IsoInstant isoInstant = new IsoInstant();
  private final Decimals decimals = new Decimals();
  private RenderBuffer out;
  private boolean needsComma;

  public JsonWriter() {
    out = new RenderBuffer(0);
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[256];
    for (int control = 0; control < 0x20; control++) {
      escapes[control] = 'u';
    }
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    return escapes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Starts a value that has nothing to do with what was written before. */
  public void start(RenderBuffer buffer) {
    out = buffer;
    needsComma = false;
  }

  public void beginObject() {
    beginValue();
    out.put((byte) '{');
    needsComma = false;
  }

  public void endObject() {
    out.put((byte) '}');
    needsComma = true;
  }

  public void beginArray() {
    beginValue();
    out.put((byte) '[');
    needsComma = false;
  }

  public void endArray() {
    out.put((byte) ']');
    needsComma = true;
  }

  /** The key of the next value. */
  public void key(JsonKey key) {
    byte[] member = key.member();
    int comma = needsComma ? 0 : 1;
    out.put(member, comma, member.length - comma);
    needsComma = false;
  }

  /** The key of the next value. */
  public void key(Utf8Slice name) {
    key(name.array(), name.offset(), name.length());
  }

  /** The key of the next value, valid UTF-8. */
  public void key(byte[] utf8, int offset, int length) {
    string(utf8, offset, length);
    out.put((byte) ':');
    needsComma = false;
  }

  public void string(Utf8Slice text) {
    string(text.array(), text.offset(), text.length());
  }

  public void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    string(utf8, 0, utf8.length);
  }

  /** A string of valid UTF-8. */
  public void string(byte[] utf8, int offset, int length) {
    out.reserve(length + 3);
    beginString();
    stringPart(utf8, offset, length);
    endString();
  }

  /** A string of the parts that follow. */
  public void beginString() {
    beginValue();
    out.put((byte) '"');
  }

  /** A part of a string: valid UTF-8. */
  public void stringPart(byte[] utf8, int offset, int length) {
    int end = offset + length;
    byte[] target = out.reserve(length);
    int to = out.size();
    int special = copyPlain(utf8, offset, end, target, to);
    out.size(to + special - offset);
    if (special < end) {
      escapeFrom(utf8, special, end);
    }
  }

  public void endString() {
    out.put((byte) '"');
  }

  /** Copies up to the first byte that does not stand for itself, and returns where that is. */
  private static int copyPlain(byte[] utf8, int start, int end, byte[] target, int to) {
    int shift = to - start;
    int from = start;
    int lastWord = end - Long.BYTES;
    while (from <= lastWord) {
      long word = (long) LONG.get(utf8, from);
      if (hasSpecial(word)) {
        break;
      }
      LONG.set(target, from + shift, word);
      from += Long.BYTES;
    }
    if (from > lastWord && lastWord >= start) { // the last eight at once, some of them again
      long word = (long) LONG.get(utf8, lastWord);
      if (!hasSpecial(word)) {
        LONG.set(target, lastWord + shift, word);
        return end;
      }
    }
    while (from < end && ESCAPES[utf8[from] & 0xff] == 0) {
      target[from + shift] = utf8[from];
      from++;
    }
    return from;
  }

  /** The rest of a string, from its first special byte on. */
  private void escapeFrom(byte[] utf8, int start, int end) {
    int from = start;
    while (from < end) {
      escape(utf8[from]);
      int special = nextSpecial(utf8, from + 1, end);
      out.put(utf8, from + 1, special - from - 1);
      from = special;
    }
  }

  /** The first byte from {@code from} on that does not stand for itself; {@code end} for none. */
  private static int nextSpecial(byte[] utf8, int from, int end) {
    int at = from;
    while (end - at >= Long.BYTES && !hasSpecial((long) LONG.get(utf8, at))) {
      at += Long.BYTES;
    }
    while (at < end && ESCAPES[utf8[at] & 0xff] == 0) {
      at++;
    }
    return at;
  }

  /**
   * Whether one of eight bytes is a control character, a quote or a backslash: "determine if a word
   * has a byte less than n" and "… equal to n" of Sean Anderson's Bit Twiddling Hacks.
   */
  private static boolean hasSpecial(long word) {
    long quote = word ^ (ONES * '"');
    long backslash = word ^ (ONES * '\\');
    long found =
        ((word - ONES * ' ') & ~word)
            | ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash);
    return (found & HIGH_BITS) != 0;
  }

  private void escape(byte special) {
    byte letter = ESCAPES[special & 0xff];
    if (letter == 'u') {
      out.put(CONTROL_ESCAPE);
      out.put(HEX[special >> 4]);
      out.put(HEX[special & 0xf]);
    } else {
      out.put((byte) '\\');
      out.put(letter);
    }
  }

  /** A string of an instant in ISO 8601. */
  public void instant(long epochSecond, int nanoOfSecond) {
    beginValue();
    out.put((byte) '"');
    isoInstant.append(epochSecond, nanoOfSecond, out);
    out.put((byte) '"');
  }

  /**
   * A string of the nanoseconds from 1970 to an instant; seconds from 0 on.
   *
   * @param writer kept for values that are mostly of the same second
   */
  public void unixNanos(long epochSecond, int nanoOfSecond, UnixNanos writer) {
    beginValue();
    out.put((byte) '"');
    writer.append(epochSecond, nanoOfSecond, out);
    out.put((byte) '"');
  }

  /** A string of the hex digits of these bytes. */
  public void hexString(Utf8Slice bytes) {
    beginValue();
    byte[] target = out.reserve(2 * bytes.length() + 2);
    int to = out.size();
    target[to++] = '"';
    for (int i = bytes.offset(), end = i + bytes.length(); i < end; i++) {
      byte value = bytes.array()[i];
      target[to++] = HEX[(value >> 4) & 0xf];
      target[to++] = HEX[value & 0xf];
    }
    target[to++] = '"';
    out.size(to);
  }

  /** A string of a whole number. */
  public void numberString(long value) {
    beginValue();
    out.put((byte) '"');
    decimals.append(value, out);
    out.put((byte) '"');
  }

  /** A string of a whole number whose 64 bits have no sign. */
  public void unsignedString(long value) {
    beginValue();
    out.put((byte) '"');
    decimals.appendUnsigned(value, out);
    out.put((byte) '"');
  }

  public void number(long value) {
    beginValue();
    decimals.append(value, out);
  }

  /** A number of seconds since 1970 with milliseconds as three decimals. */
  public void seconds(long epochSecond, int nanoOfSecond) {
    beginValue();
    decimals.append(epochSecond, out);
    out.put((byte) '.');
    Decimals.appendThree(nanoOfSecond / NANOS_PER_MILLI, out);
  }

  /** A number; a string where JSON has no number for it: NaN, Infinity, -Infinity. */
  public void number(double value) {
    if (Double.isFinite(value)) {
      beginValue();
      decimals.append(value, out);
    } else {
      numberString(value);
    }
  }

  /** A string of a number. */
  public void numberString(double value) {
    beginValue();
    out.put((byte) '"');
    decimals.append(value, out);
    out.put((byte) '"');
  }

  public void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  public void nul() {
    raw(NULL);
  }

  /** A value that is JSON already. */
  public void raw(byte[] json) {
    raw(json, 0, json.length);
  }

  /** A value that is JSON already. */
  public void raw(Utf8Slice json) {
    raw(json.array(), json.offset(), json.length());
  }

  private void raw(byte[] json, int offset, int length) {
    beginValue();
    out.put(json, offset, length);
  }

  /**
   * A value begins with what is JSON already; the next value stands directly behind it, without a
   * comma.
   */
  public void open(byte[] start) {
    beginValue();
    out.put(start);
    needsComma = false;
  }

  /** Inside the value that was opened: what is JSON already, and the next value behind it. */
  public void inside(byte[] middle) {
    out.put(middle);
    needsComma = false;
  }

  /** The value that was opened ends with what is JSON already. */
  public void close(byte[] end) {
    out.put(end);
    needsComma = true;
  }

  /** Sets the comma in front of a value or key, and asks for one in front of the next. */
  private void beginValue() {
    if (needsComma) {
      out.put((byte) ',');
    }
    needsComma = true;
  }
}
