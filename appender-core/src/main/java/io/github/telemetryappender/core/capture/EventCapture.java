package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads events into records, on the threads that log. Waits for nothing, allocates nothing once it
 * is warm (other than what the event's own methods do), and throws nothing, whatever an event
 * holds.
 *
 * @param <E> the framework's event
 */
public final class EventCapture<E> {

  /**
   * For the threads that log much, each of which begins its events with what still stands there.
   */
  private static final int SEATS_PER_PROCESSOR = 64;

  /**
   * What one thread has used is in the cache for the next, if that is on the same processor;
   * threads on many processors that share one hand its memory back and forth.
   */
  private static final int PROCESSORS_PER_GROUP = 2;

  private final EventSource<E> source;
  private final CurrentSpan currentSpan;
  private final ScratchPool scratches;

  private volatile Consumer<String> runaways = pattern -> {};

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
    this.currentSpan =
        wanted.contains(Field.TRACE_CONTEXT) ? CurrentSpan.ofThread() : CurrentSpan.UNKNOWN;
    int processors = Runtime.getRuntime().availableProcessors();
    this.scratches =
        new ScratchPool(
            captureMemory,
            config,
            RecordWriter.wantedFrom(config, wanted),
            clock,
            SEATS_PER_PROCESSOR * processors,
            processors / PROCESSORS_PER_GROUP,
            CallStack.ofThread());
    readAndOffer(
        WarmUp.EVENT, WarmUp.EVENT, Severity.TRACE, (severity, record, offset, length) -> false);
  }

  /**
   * Who hears of a regular expression that took too long on an event, which was then masked whole.
   * Called by the threads that log; must neither wait nor throw.
   */
  public void onRunaway(Consumer<String> listener) {
    runaways = listener;
  }

  /**
   * Reads the event and offers its record to the sink. An event that throws while it is read is
   * kept with what could be read. What the sink throws is not caught, but for the end of the stack
   * and of the heap.
   */
  public CaptureResult capture(E event, Severity severity, RecordSink sink) {
    return readAndOffer(source, event, severity, sink);
  }

  private <T> CaptureResult readAndOffer(
      EventSource<T> from, T event, Severity severity, RecordSink sink) {
    CaptureResult result = CaptureResult.NO_MEMORY;
    try {
      Scratch scratch = scratches.acquire();
      RecordWriter writer = scratch == null ? null : scratch.writer();
      if (scratch == null || writer == null) {
        return scratches.isTooDeep() ? CaptureResult.REENTRANT : CaptureResult.NO_MEMORY;
      }
      try {
        RecordBuffer record = read(from, event, severity, writer);
        boolean taken = sink.offer(severity, record.array(), 0, record.size());
        result = taken ? CaptureResult.ACCEPTED : CaptureResult.REFUSED;
      } finally {
        scratches.release(scratch);
      }
    } catch (StackOverflowError | OutOfMemoryError endOfStackOrHeap) {
      // The result says how far it came. A scratch that was not given back is found again.
    }
    return result;
  }

  private <T> RecordBuffer read(
      EventSource<T> from, T event, Severity severity, RecordWriter writer) {
    writer.begin(severity);
    readInto(writer, from, event);
    Pattern runaway = writer.runawayPattern();
    if (runaway != null) {
      runaways.accept(runaway.pattern());
      writer.beginMasked(severity);
      readInto(writer, from, event);
    }
    writer.finish();
    return writer.buffer();
  }

  private <T> void readInto(RecordWriter writer, EventSource<T> from, T event) {
    try {
      from.read(event, writer);
      writer.traceFrom(currentSpan);
    } catch (Throwable thrown) { // by the application's objects, Errors included (P14)
      writer.recover();
    }
  }
}
