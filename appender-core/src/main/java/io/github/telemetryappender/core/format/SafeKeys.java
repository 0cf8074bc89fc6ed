package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.util.function.IntPredicate;

/**
 * Makes of the application's keys what a protocol takes for keys: other characters are replaced by
 * {@code _}, and each key comes once. A key that is taken already gets {@code _} in front; where
 * that is taken as well, the entry has no place. One thread; allocates nothing once it is warm.
 */
public final class SafeKeys {

  /** Which characters may stand in a key. */
  public enum Alphabet {
    /** All. */
    ANY(utf8 -> true),
    /** All but the dot, by which some stores take a key for a path. */
    WITHOUT_DOTS(utf8 -> utf8 != '.'),
    /** Letters, digits and the underscore of ASCII. */
    IDENTIFIER(
        utf8 ->
            (utf8 >= 'a' && utf8 <= 'z')
                || (utf8 >= 'A' && utf8 <= 'Z')
                || (utf8 >= '0' && utf8 <= '9')
                || utf8 == '_');

    /** What becomes of a byte of UTF-8. */
    @SuppressWarnings("ImmutableEnumChecker") // written once, here
    private final byte[] replacements = new byte[1 << Byte.SIZE];

    Alphabet(IntPredicate has) {
      for (int utf8 = 0; utf8 < replacements.length; utf8++) {
        replacements[utf8] = has.test(utf8) ? (byte) utf8 : (byte) '_';
      }
    }
  }

  private static final int INITIAL_BYTES = 1024;
  private static final int MAX_KEPT_BYTES = 64 * 1024;

  private final byte[] replacements;
  private final UniqueKeys taken = new UniqueKeys();

  /** The keys one behind the other; one that is full is left to those that refer to it. */
  private byte[] keys = new byte[INITIAL_BYTES];

  private int end;
  private int start;

  public SafeKeys(Alphabet alphabet) {
    this.replacements = alphabet.replacements;
  }

  /** Forgets all keys. */
  public void clear() {
    if (keys.length > MAX_KEPT_BYTES) {
      keys = new byte[INITIAL_BYTES];
    }
    taken.clear();
    end = 0;
    start = 0;
  }

  /**
   * Takes a key of the protocol's own, which stays as it is.
   *
   * @return false where it is taken already
   */
  public boolean takeOwn(JsonKey key) {
    return taken.add(key.utf8(), 0, key.length(), key.hash());
  }

  /**
   * Moves to the key that this name becomes.
   *
   * @return false where it has no place
   */
  public boolean take(Utf8Slice name) {
    return take(name.array(), name.offset(), name.length());
  }

  /**
   * Moves to the key that this name, in UTF-8, becomes.
   *
   * @return false where it has no place
   */
  public boolean take(byte[] name, int nameOffset, int nameLength) {
    int fewest = nameLength == 0 ? 1 : 0;
    return take(name, nameOffset, nameLength, fewest)
        || take(name, nameOffset, nameLength, fewest + 1);
  }

  private boolean take(byte[] name, int nameOffset, int nameLength, int underscores) {
    reserve(underscores + nameLength);
    start = end;
    int at = start;
    for (int i = 0; i < underscores; i++) {
      keys[at++] = '_';
    }
    for (int i = nameOffset; i < nameOffset + nameLength; i++) {
      keys[at++] = replacements[name[i] & 0xff];
    }
    end = at;
    return taken.add(keys, start, end - start);
  }

  private void reserve(int more) {
    if (keys.length - end < more) {
      keys = new byte[Math.max(2 * keys.length, more)];
      end = 0;
    }
  }

  /** The array that the key lies in, from {@link #offset()} for {@link #length()} bytes. */
  public byte[] array() {
    return keys;
  }

  public int offset() {
    return start;
  }

  public int length() {
    return end - start;
  }
}
