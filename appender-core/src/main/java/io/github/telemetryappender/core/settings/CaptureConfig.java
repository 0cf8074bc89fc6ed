package io.github.telemetryappender.core.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What is kept of an event.
 *
 * @param mdc which MDC entries
 * @param keyValues which key-value pairs
 * @param callerData whether class, method, file and line are asked for
 * @param maxEventBytes the most a record may take, 1 KB..64 MB and at most a quarter of a lane
 * @param redactions what is masked in texts
 */
public record CaptureConfig(
    NameFilter mdc,
    NameFilter keyValues,
    CallerData callerData,
    int maxEventBytes,
    List<Pattern> redactions) {

  public CaptureConfig {
    redactions = List.copyOf(redactions);
  }

  /** With nothing to mask. */
  public CaptureConfig(
      NameFilter mdc, NameFilter keyValues, CallerData callerData, int maxEventBytes) {
    this(mdc, keyValues, callerData, maxEventBytes, List.of());
  }

  /** Whether the logging call's place is captured; it costs a stack walk per event. */
  public enum CallerData {
    OMIT,
    INCLUDE
  }
}
