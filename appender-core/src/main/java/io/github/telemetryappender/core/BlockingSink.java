package io.github.telemetryappender.core;

import io.github.telemetryappender.core.capture.RecordLayout;
import io.github.telemetryappender.core.capture.RecordSink;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.time.Clock;

/**
 * Puts records into lanes, and waits for room where there is none, for {@code memory.overflow =
 * block}. What had to wait is accepted when it gets its room: so it is no older than what stands
 * before it in its lane, and the age of a batch is that of its first event. Any thread but the
 * delivery thread, which would wait for itself.
 */
final class BlockingSink implements RecordSink {

  private final Lanes lanes;
  private final long timeoutNanos;
  private final Clock clock;

  BlockingSink(Lanes lanes, long timeoutNanos, Clock clock) {
    this.lanes = lanes;
    this.timeoutNanos = timeoutNanos;
    this.clock = clock;
  }

  @Override
  public boolean offer(Severity severity, byte[] record, int offset, int length) {
    return lanes.offer(severity, record, offset, length)
        || lanes.tryWithin(() -> offerAnew(severity, record, offset, length), timeoutNanos, clock);
  }

  private boolean offerAnew(Severity severity, byte[] record, int offset, int length) {
    RecordLayout.acceptAt(record, offset, clock.nanos());
    return lanes.offer(severity, record, offset, length);
  }
}
