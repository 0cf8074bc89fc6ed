package io.github.telemetryappender.core.settings;

/**
 * What is kept of an event.
 *
 * @param mdc which MDC entries
 * @param keyValues which key-value pairs
 * @param callerData whether class, method, file and line are asked for
 * @param maxEventBytes the most a record may take, 1 KB..64 MB and at most a quarter of a lane
 */
public record CaptureConfig(
    NameFilter mdc, NameFilter keyValues, CallerData callerData, int maxEventBytes) {

  /** Whether the logging call's place is captured; it costs a stack walk per event. */
  public enum CallerData {
    OMIT,
    INCLUDE
  }
}
