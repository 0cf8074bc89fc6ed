package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.Payload;
import io.github.telemetryappender.core.transport.PayloadSource;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;

/**
 * What an attempt sends, and the memory it may take: reserved for the worst before the attempt,
 * down to what it really takes once it is rendered. Rendered on a thread of the transport; asked
 * and closed by the delivery thread, after the exchange.
 */
final class AttemptBody implements PayloadSource {

  private final Batch batch;
  private final BodyRenderer renderer;
  private final MemoryPool memory;
  private final Compression compression;
  private final long limitBytes;

  private volatile long reservedBytes;
  private volatile long rawBytes;
  private volatile boolean compressed;
  private volatile SeverityCounts leftOut = new SeverityCounts();

  AttemptBody(
      Batch batch,
      BodyRenderer renderer,
      Compression compression,
      MemoryPool memory,
      long limitBytes,
      long reservedBytes) {
    this.batch = batch;
    this.renderer = renderer;
    this.compression = compression;
    this.memory = memory;
    this.limitBytes = limitBytes;
    this.reservedBytes = reservedBytes;
    this.rawBytes = limitBytes;
  }

  @Override
  public Payload render() throws PayloadTooLargeException {
    RenderedBody body = rendered();
    compressed = body.contentEncoding() != null;
    leftOut = leftOutOf(body);
    rawBytes = body.rawBytes();
    if (body.eventCount() == 0) {
      throw new IllegalStateException("none of " + batch.events() + " events could be encoded");
    }
    shrinkTo(body.contentLength());
    return body;
  }

  private RenderedBody rendered() throws PayloadTooLargeException {
    try (RecordCursor records = batch.records()) {
      return renderer.render(records, limitBytes, compression);
    }
  }

  /** Whether it went out compressed. */
  boolean isCompressed() {
    return compressed;
  }

  private static SeverityCounts leftOutOf(RenderedBody body) {
    SeverityCounts counts = new SeverityCounts();
    for (Severity severity : Severity.values()) {
      counts.add(severity, body.leftOut(severity));
    }
    return counts;
  }

  /** Events of which no body could be made; they were left out. */
  SeverityCounts leftOut() {
    return leftOut;
  }

  /** Bytes of the body before compression; the limit where it was never rendered. */
  long rawBytes() {
    return rawBytes;
  }

  /** Gives the memory back. */
  void close() {
    shrinkTo(0);
  }

  private void shrinkTo(long bytes) {
    long surplus = reservedBytes - bytes;
    if (surplus > 0) {
      reservedBytes = bytes;
      memory.release(surplus);
    }
  }
}
