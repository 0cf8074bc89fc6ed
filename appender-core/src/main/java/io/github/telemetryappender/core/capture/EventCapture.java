package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.time.Clock;
import java.util.Set;

/**
 * Reads events into records, on the threads that log. Waits for nothing, allocates nothing once it
 * is warm (other than what the event's own methods do), and throws nothing, whatever an event
 * holds.
 *
 * @param <E> the framework's event
 */
public final class EventCapture<E> {

  private final EventSource<E> source;
  private final Clock clock;
  private final ScratchPool scratches;

  /**
   * @param wanted the fields that the format has a place for
   * @param captureMemory counts every byte of the buffers
   */
  public EventCapture(
      EventSource<E> source,
      CaptureConfig config,
      Set<Field> wanted,
      MemoryPool captureMemory,
      Clock clock) {
    this.source = source;
    this.clock = clock;
    this.scratches =
        new ScratchPool(
            captureMemory,
            config,
            RecordWriter.wantedFrom(config, wanted),
            Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads the event and offers its record to the sink. An event that throws while it is read is
   * kept with what could be read. What the sink throws is not caught.
   */
  public CaptureResult capture(E event, Severity severity, RecordSink sink) {
    Scratch scratch = scratches.acquire();
    RecordWriter writer = scratch == null ? null : scratch.writer();
    if (scratch == null || writer == null) {
      return scratches.isTooDeep() ? CaptureResult.REENTRANT : CaptureResult.NO_MEMORY;
    }
    try {
      RecordBuffer record = read(event, severity, writer);
      boolean taken = sink.offer(severity, record.array(), 0, record.size());
      return taken ? CaptureResult.ACCEPTED : CaptureResult.REFUSED;
    } finally {
      scratches.release(scratch);
    }
  }

  private RecordBuffer read(E event, Severity severity, RecordWriter writer) {
    writer.begin(severity, clock.nanos(), clock.epochMillis());
    try {
      source.read(event, writer);
    } catch (Throwable thrown) { // by the application's objects, Errors included (P14)
      writer.recover();
    }
    writer.finish();
    return writer.buffer();
  }
}
