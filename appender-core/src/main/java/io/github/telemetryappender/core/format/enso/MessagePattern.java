package io.github.telemetryappender.core.format.enso;

import io.github.telemetryappender.core.capture.Utf8Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the convention of Enso's telemetry loggers: a pattern {@code <message>: <name>={},
 * <name>={}} with as many arguments as names. The names come from the pattern and the values from
 * the arguments, so that values may hold anything. A view that is moved from pattern to pattern.
 * One thread; allocates nothing.
 */
final class MessagePattern {

  /** An argument cannot be called as what the metadata says by itself. */
  private static final List<byte[]> RESERVED =
      List.of(ascii("type"), ascii("loggerName"), ascii("eventId"));

  private byte[] array = {};
  private int start;
  private int end;
  private int messageEnd;
  private int nameStart;
  private int nameEnd;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Moves to this pattern.
   *
   * @return whether it follows the convention with so many arguments; then there is a message, and
   *     a name for each argument
   */
  boolean read(@Nullable Utf8Slice pattern, int arguments) {
    if (pattern == null || arguments == 0) {
      return false;
    }
    array = pattern.array();
    start = pattern.offset();
    end = start + pattern.length();
    for (int at = start; at + 1 < end; at++) {
      if (array[at] == ':' && array[at + 1] == ' ' && names(at + 2) == arguments) {
        messageEnd = at;
        nameEnd = -1;
        return true;
      }
    }
    return false;
  }

  /** How many names follow; -1 where something else does. */
  private int names(int from) {
    int count = 0;
    for (int at = from; ; at += 2) {
      int after = afterName(at);
      if (after < 0 || isReserved(at, after - 3)) {
        return -1;
      }
      count++;
      if (after == end) {
        return count;
      }
      if (after + 1 >= end || array[after] != ',' || array[after + 1] != ' ') {
        return -1;
      }
      at = after;
    }
  }

  /** Where {@code <name>={}} ends; -1 where there is none. */
  private int afterName(int from) {
    int at = from;
    while (at < end && isInName(array[at])) {
      at++;
    }
    boolean isNamed =
        at > from
            && end - at >= 3
            && array[at] == '='
            && array[at + 1] == '{'
            && array[at + 2] == '}';
    return isNamed ? at + 3 : -1;
  }

  private static boolean isInName(byte utf8) {
    boolean isSeparator = utf8 == '=' || utf8 == ',' || utf8 == ':' || utf8 == '{' || utf8 == '}';
    boolean isControl = utf8 >= 0 && utf8 <= ' ';
    return !isSeparator && !isControl;
  }

  private boolean isReserved(int from, int to) {
    for (byte[] name : RESERVED) {
      if (Arrays.equals(name, 0, name.length, array, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** The array that the message and names lie in. */
  byte[] array() {
    return array;
  }

  int messageOffset() {
    return start;
  }

  int messageLength() {
    return messageEnd - start;
  }

  /** Moves to the next name; there is one for each argument. */
  void nextName() {
    nameStart = nameEnd < 0 ? messageEnd + 2 : nameEnd + 5;
    nameEnd = afterName(nameStart) - 3;
  }

  int nameOffset() {
    return nameStart;
  }

  int nameLength() {
    return nameEnd - nameStart;
  }
}
