package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * Formats a message pattern with its arguments as {@code org.slf4j.helpers.MessageFormatter} does
 * ({@code arrayFormat(pattern, arguments).getMessage()}, SLF4J 2.0), without building a string:
 * each {@code {}} takes an argument, {@code \{}} is written as {@code {}}, {@code \\{}} as a
 * backslash and an argument, and a trailing throwable is no argument.
 */
final class MessageText {

  private static final char ESCAPE = '\\';

  private MessageText() {}

  static void append(
      String pattern, @Nullable Object @Nullable [] arguments, RecordBuffer out, ObjectText text) {
    int at = 0;
    int count = argumentCount(arguments);
    for (int used = 0; used < count; ) {
      int braces = pattern.indexOf("{}", at);
      if (braces < 0) {
        break;
      }
      if (isEscaped(pattern, braces) && !isDoublyEscaped(pattern, braces)) {
        out.appendConstant(pattern, at, braces - 1);
        out.appendAscii('{');
        at = braces + 1;
      } else {
        out.appendConstant(pattern, at, isEscaped(pattern, braces) ? braces - 1 : braces);
        text.append(arguments == null ? null : arguments[used]);
        used++;
        at = braces + 2;
      }
    }
    out.appendConstant(pattern, at, pattern.length());
  }

  /** Without the throwable that stands last. */
  static int argumentCount(@Nullable Object @Nullable [] arguments) {
    if (arguments == null || arguments.length == 0) {
      return 0;
    }
    boolean endsInThrowable = arguments[arguments.length - 1] instanceof Throwable;
    return endsInThrowable ? arguments.length - 1 : arguments.length;
  }

  private static boolean isEscaped(String pattern, int braces) {
    return braces > 0 && pattern.charAt(braces - 1) == ESCAPE;
  }

  private static boolean isDoublyEscaped(String pattern, int braces) {
    return braces > 1 && pattern.charAt(braces - 2) == ESCAPE;
  }
}
