package io.github.telemetryappender.core.metrics;

/** What reports are about; each kind keeps its own silence. */
public enum ReportKind {
  /** Attempts fail and are repeated. */
  FAILING,
  /** Nothing is sent until somebody has changed something. */
  HELD,
  /** Accepted events were lost. */
  LOST,
  /** An endpoint took what it was sent, and said something about it. */
  REMARK,
  /** The alert level rose to warning. */
  WARNING,
  /** The alert level rose to critical. */
  CRITICAL,
  /** The credential could not be refreshed. */
  CREDENTIAL,
  /** Certificates or keys were replaced by others that cannot be used. */
  TLS,
  /** An expression of redact takes too long. */
  REDACTION,
  /** A delivery listener threw. */
  LISTENER_FAILED,
  /** A delivery listener is too slow. */
  LISTENER_SLOW,
  /** Something of ours went wrong. */
  INTERNAL
}
