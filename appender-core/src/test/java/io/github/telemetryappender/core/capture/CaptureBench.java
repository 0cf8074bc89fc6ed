package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.NameFilter;
import java.util.EnumSet;
import java.util.Set;

/** A capture with its surroundings. */
public final class CaptureBench {

  public static final long ACCEPTED_AT_NANOS = 77;
  public static final long ACCEPTED_AT_EPOCH_MILLIS = 1_700_000_000_123L;
  public static final int MAX_EVENT_BYTES = 256 * 1024;

  final MemoryPool memory;
  final RecordingSink sink = new RecordingSink();
  final EventCapture<EventScript> capture;

  public CaptureBench() {
    this(MAX_EVENT_BYTES);
  }

  CaptureBench(int maxEventBytes) {
    this(maxEventBytes, new MemoryPool(16 << 20));
  }

  CaptureBench(int maxEventBytes, MemoryPool memory) {
    this(config(maxEventBytes), EnumSet.allOf(Field.class), memory);
  }

  CaptureBench(CaptureConfig config, Set<Field> wanted, MemoryPool memory) {
    this.memory = memory;
    this.capture =
        new EventCapture<>(
            EventScript.SOURCE,
            config,
            wanted,
            memory,
            new FixedClock(ACCEPTED_AT_NANOS, ACCEPTED_AT_EPOCH_MILLIS));
  }

  static CaptureConfig config(int maxEventBytes) {
    return new CaptureConfig(NameFilter.ALL, NameFilter.ALL, CallerData.INCLUDE, maxEventBytes);
  }

  /** Captures the event and shows its record. */
  public RecordReader read(EventScript event) {
    CaptureResult result = capture(event);
    if (result != CaptureResult.ACCEPTED) {
      throw new AssertionError(result);
    }
    return sink.last();
  }

  CaptureResult capture(EventScript event) {
    return capture.capture(event, Severity.INFO, sink);
  }

  public RecordingSink sink() {
    return sink;
  }
}
