package io.github.telemetryappender.core.metrics;

import java.util.Locale;

/** Why an event was refused at the door. */
public enum DropReason {
  /** No lane at or below its own had room, or no capture buffer was to be had. */
  OVERFLOW,
  /** Larger than a lane can hold. */
  TOO_LARGE,
  /** Logged by the appender itself, or by the HTTP client on its own threads. */
  SELF,
  /** Logged while an event was captured that was logged while an event was captured. */
  REENTRANT,
  /** The settings were refused, so that nothing is sent. */
  NOT_STARTED,
  /** Came after the appender was stopped. */
  STOPPED;

  /** As counters and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
