package io.github.telemetryappender.core.files;

/** A file could not be read; says which and why, and nothing of what stands in it. */
public final class UnreadableFileException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  UnreadableFileException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** The message; never null. */
  public String reason() {
    return reason;
  }
}
