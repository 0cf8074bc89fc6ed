package io.github.telemetryappender.core.auth;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Describes what user code threw without showing what it may know: types and a place, no messages.
 */
final class Failures {

  private static final int MAX_CAUSES = 3;
  private static final int MAX_MESSAGE_LENGTH = 200;

  private Failures() {}

  /** {@code java.io.IOException (caused by java.net.ConnectException) at com.acme.Tokens:42}. */
  static String describe(@Nullable Throwable failure) {
    if (failure == null) {
      return "an unknown failure";
    }
    String type = failure.getClass().getName();
    try {
      return type + causes(failure) + place(failure.getStackTrace());
    } catch (RuntimeException brokenException) {
      // Its methods can be overridden, and what they throw must not reach the delivery thread.
      return type;
    }
  }

  private static String causes(Throwable failure) {
    StringJoiner types = new StringJoiner(", by ", " (caused by ", ")").setEmptyValue("");
    Throwable cause = failure.getCause();
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      types.add(cause.getClass().getName());
      cause = cause.getCause();
    }
    return types.toString();
  }

  /** The innermost frame outside the JDK: that is where the application can do something. */
  private static String place(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (!frame.getClassName().matches("(java|javax|jdk|sun|com\\.sun)\\..*")) {
        return " at " + frame.getClassName() + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  /** Our own failures in their words, anybody else's by type and place. */
  static String reasonOf(@Nullable Throwable failure) {
    return failure instanceof RefreshException ours ? ours.reason() : describe(failure);
  }

  /**
   * What a {@link TerminalCredentialException} says, on one line and shortened. It is the author's
   * to keep secrets out of it; the one that is known here is masked all the same.
   */
  static String messageOf(TerminalCredentialException failure, @Nullable String secret) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return describe(failure);
    }
    String masked = secret == null ? message : message.replace(secret, "***");
    String line = masked.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_MESSAGE_LENGTH ? line : line.substring(0, MAX_MESSAGE_LENGTH) + "…";
  }
}
