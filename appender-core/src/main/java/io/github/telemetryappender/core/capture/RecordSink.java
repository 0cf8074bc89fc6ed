package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.Severity;

/** Where captured records go: the lanes. Called on the threads that log. */
@FunctionalInterface
public interface RecordSink {

  /**
   * Copies the record, or refuses it. The array belongs to the caller and is written again as soon
   * as this returns.
   */
  boolean offer(Severity severity, byte[] record, int offset, int length);
}
