package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * Texts that are known to be plain ASCII, which in a string are the bytes of its UTF-8 already.
 * They are known by identity: the names of loggers, threads, keys and classes and the patterns of
 * messages are the same few objects in event after event. Each may stand in one of two places; a
 * text that comes to two that are taken pushes the older one out, so what is kept alive is bounded.
 *
 * <p>Any thread: what another has learned at the same time may be missed or forgotten, and is then
 * learned again. A text is compared and never read through this table.
 */
final class KnownAscii {

  private static final int PAIRS = 1024;

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
  @SuppressWarnings("ReferenceEquality") // only of the very same text it is known
  boolean isAscii(String constant) {
    if (constant.length() > MAX_KEPT_CHARS) {
      return false;
    }
    int hash = constant.hashCode();
    int place = 2 * ((hash ^ (hash >>> 16)) & (PAIRS - 1));
    return known[place] == constant || known[place + 1] == constant || learn(constant, place);
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
