package io.github.telemetryappender.core.capture;

/** What became of an event at the door. */
public enum CaptureResult {
  /** The sink took its record. */
  ACCEPTED,
  /** The sink had no room for its record. */
  REFUSED,
  /** Logged by an object that was itself being captured inside a capture: not taken. */
  REENTRANT,
  /** There was no memory for even the smallest record. */
  NO_MEMORY
}
