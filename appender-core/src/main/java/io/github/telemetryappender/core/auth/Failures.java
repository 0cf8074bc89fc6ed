package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.settings.UserCode;
import org.jspecify.annotations.Nullable;

/**
 * Describes what user code threw without showing what it may know: types and a place, no messages.
 */
final class Failures {

  private static final int MAX_MESSAGE_LENGTH = 200;

  private Failures() {}

  /** {@code java.io.IOException (caused by java.net.ConnectException) at com.acme.Tokens:42}. */
  static String describe(@Nullable Throwable failure) {
    return UserCode.describe(failure);
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
