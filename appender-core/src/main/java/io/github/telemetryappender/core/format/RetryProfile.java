package io.github.telemetryappender.core.format;

/** Which statuses a protocol forbids to try again that are tried again elsewhere. */
@FunctionalInterface
public interface RetryProfile {

  /** None. */
  RetryProfile USUAL = status -> false;

  /** Whether a batch that was answered so is given up; asked only where it would be repeated. */
  boolean forbidsRetry(int status);
}
