package io.github.telemetryappender.core.auth;

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
    StringBuilder text = new StringBuilder(failure.getClass().getName());
    Throwable cause = failure.getCause();
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      text.append(i == 0 ? " (caused by " : ", by ").append(cause.getClass().getName());
      cause = cause.getCause();
    }
    if (failure.getCause() != null) {
      text.append(')');
    }
    StackTraceElement[] trace = failure.getStackTrace();
    if (trace.length > 0) {
      text.append(" at ")
          .append(trace[0].getClassName())
          .append(':')
          .append(trace[0].getLineNumber());
    }
    return text.toString();
  }

  /** Our own failures in their words, anybody else's by type and place. */
  static String reasonOf(@Nullable Throwable failure) {
    if (failure instanceof UnusableTokenException unusable) {
      return unusable.reason();
    }
    return failure instanceof ProviderHangsException hangs ? hangs.reason() : describe(failure);
  }

  /** What a {@link TerminalCredentialException} says, on one line, shortened. */
  static String messageOf(TerminalCredentialException failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return describe(failure);
    }
    String line = message.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= MAX_MESSAGE_LENGTH ? line : line.substring(0, MAX_MESSAGE_LENGTH) + "…";
  }
}
