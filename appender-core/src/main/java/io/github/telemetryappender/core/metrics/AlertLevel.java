package io.github.telemetryappender.core.metrics;

import java.util.Locale;

/** How loudly a signal calls for somebody, from not at all upwards. */
public enum AlertLevel {
  /** Nothing to see. */
  NONE,
  /** Worth knowing; it usually passes. */
  NOTICE,
  /** Will need somebody if it goes on. */
  WARNING,
  /** Needs somebody now: events are lost, or are about to be. */
  CRITICAL;

  /** As reports and notifications name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** 0 for none up to 3 for critical. */
  public int number() {
    return switch (this) {
      case NONE -> 0;
      case NOTICE -> 1;
      case WARNING -> 2;
      case CRITICAL -> 3;
    };
  }

  AlertLevel or(AlertLevel other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
