package io.github.telemetryappender.core.capture;

/**
 * UTF-8 in an array as the characters that a regular expression reads, without a copy: an index is
 * found from the one before, as expressions read from character to character. Counts what is read,
 * and stops a reader that goes on without end. One thread.
 */
final class Utf8View implements CharSequence {

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int from;
  private int length;
  private boolean ascii;
  private long stepsLeft;

  // A place of which both the character's and the byte's index are known.
  private int atChar;
  private int atByte;

  /** Shows {@code bytes} from {@code start} to {@code end}, which are valid UTF-8. */
  void show(byte[] array, int start, int end) {
    bytes = array;
    from = start;
    atChar = 0;
    atByte = start;
    int chars = 0;
    int anyBits = 0;
    for (int i = start; i < end; i++) {
      byte b = array[i];
      anyBits |= b;
      chars += (b & 0xc0) == 0x80 ? 0 : (b & 0xf8) == 0xf0 ? 2 : 1;
    }
    ascii = anyBits >= 0;
    length = chars;
  }

  /** Lets the next reader take as many steps. */
  void allow(long steps) {
    stepsLeft = steps;
  }

  /** Lets go of the array. */
  void forget() {
    show(NOTHING, 0, 0);
  }

  @Override
  public int length() {
    return length;
  }

  /**
   * As specified.
   *
   * @throws RunawayPatternException after as many steps as were allowed
   */
  @Override
  public char charAt(int index) {
    if (--stepsLeft < 0) {
      throw new RunawayPatternException();
    }
    return ascii ? (char) bytes[from + index] : decodedAt(index);
  }

  private char decodedAt(int index) {
    moveTo(index);
    int first = bytes[atByte] & 0xff;
    if (first < 0x80) {
      return (char) first;
    }
    int second = bytes[atByte + 1] & 0x3f;
    if (first < 0xe0) {
      return (char) (((first & 0x1f) << 6) | second);
    }
    int third = bytes[atByte + 2] & 0x3f;
    if (first < 0xf0) {
      return (char) (((first & 0x0f) << 12) | (second << 6) | third);
    }
    int fourth = bytes[atByte + 3] & 0x3f;
    int codePoint = ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
    return index == atChar ? Character.highSurrogate(codePoint) : Character.lowSurrogate(codePoint);
  }

  /** Goes to the code point that holds the character. */
  private void moveTo(int index) {
    while (atChar > index) {
      atByte--;
      while ((bytes[atByte] & 0xc0) == 0x80) {
        atByte--;
      }
      atChar -= chars(bytes[atByte]);
      stepsLeft--;
    }
    while (atChar + chars(bytes[atByte]) <= index) {
      atChar += chars(bytes[atByte]);
      atByte += width(bytes[atByte]);
      stepsLeft--;
    }
  }

  private static int chars(byte first) {
    return (first & 0xf8) == 0xf0 ? 2 : 1;
  }

  private static int width(byte first) {
    return first >= 0 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
  }

  /**
   * Where in the array a character's code point begins; the end of all for the index behind the
   * last.
   */
  int byteOf(int index) {
    if (ascii) {
      return from + index;
    }
    if (length == 0) {
      return from;
    }
    if (index < length) {
      moveTo(index);
      return atByte;
    }
    moveTo(length - 1);
    return atByte + width(bytes[atByte]);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    throw new UnsupportedOperationException("nothing is copied here");
  }

  /** Not the text: it has not been searched for secrets yet. */
  @Override
  public String toString() {
    return length + " characters";
  }
}
