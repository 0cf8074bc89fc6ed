package io.github.telemetryappender.core.lane;

import io.github.telemetryappender.core.event.Severity;

/** The three lanes, most urgent first. An event goes to its own or a lower one, never a higher. */
public enum LaneKind {
  /** FATAL, ERROR, WARN. */
  URGENT('u'),
  /** INFO. */
  NORMAL('n'),
  /** DEBUG, TRACE. */
  LOW('l');

  private final char letter;

  LaneKind(char letter) {
    this.letter = letter;
  }

  /** How the lane is named in event ids and idempotency keys. */
  public char letter() {
    return letter;
  }

  /**
   * The lane with this {@link #letter()}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static LaneKind ofLetter(char letter) {
    for (LaneKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no lane has the letter " + letter);
  }

  /** The lane of an event that finds room. */
  public static LaneKind of(Severity severity) {
    return switch (severity) {
      case FATAL, ERROR, WARN -> URGENT;
      case INFO -> NORMAL;
      case DEBUG, TRACE -> LOW;
    };
  }
}
