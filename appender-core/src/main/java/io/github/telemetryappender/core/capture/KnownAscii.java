package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * Texts that are known to be plain ASCII, which in a string are the bytes of its UTF-8 already.
 * They are known by identity: the names of loggers, threads, keys and classes and the patterns of
 * messages are the same few objects in event after event. Each may stand in one of two places; a
 * text that comes to two that are taken pushes the older one out, so what is kept alive is bounded.
 * One thread at a time.
 */
final class KnownAscii {

  private static final int PAIRS = 256;

  /** What the table takes, with references of four bytes. */
  static final int TABLE_BYTES = 2 * PAIRS * Integer.BYTES;

  /**
   * Longer texts are neither looked at nor kept alive: that would cost more than it saves, without
   * end where a text is written in pieces.
   */
  private static final int MAX_KEPT_CHARS = 512;

  private static final int FIRST_BEYOND_ASCII = 0x80;

  private final @Nullable String[] known = new String[2 * PAIRS];

  /**
   * Whether a text that is one of an application's constants is known to be plain ASCII: not where
   * it is too long to be kept.
   */
  boolean isAscii(String constant) {
    return constant.length() <= MAX_KEPT_CHARS && isAscii(constant, constant.hashCode());
  }

  /**
   * Whether the value of a key is plain ASCII. Going by the key finds the value of the last event
   * without a look at its characters, which hashing a new text would take.
   */
  boolean isAscii(String key, String value) {
    return value.length() <= MAX_KEPT_CHARS && isAscii(value, ~key.hashCode());
  }

  @SuppressWarnings("ReferenceEquality") // only of the very same text it is known
  private boolean isAscii(String text, int hash) {
    int place = 2 * ((hash ^ (hash >>> 16)) & (PAIRS - 1));
    return known[place] == text || known[place + 1] == text || learn(text, place);
  }

  private boolean learn(String text, int place) {
    int anyBits = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      anyBits |= text.charAt(i);
    }
    if (anyBits >= FIRST_BEYOND_ASCII) {
      return false;
    }
    known[place + 1] = known[place];
    known[place] = text;
    return true;
  }
}
