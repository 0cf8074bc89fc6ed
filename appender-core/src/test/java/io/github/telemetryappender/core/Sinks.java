package io.github.telemetryappender.core;

import io.github.telemetryappender.core.capture.RecordSink;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.time.Clock;

/** Where a pipeline puts its records, for tests outside this package. */
public final class Sinks {

  private Sinks() {}

  public static RecordSink blocking(Lanes lanes, long timeoutNanos, Clock clock) {
    return new BlockingSink(lanes, timeoutNanos, clock);
  }
}
