package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Payload;
import io.github.telemetryappender.core.transport.PayloadSource;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt sends, and the memory it may take: reserved for the worst before the attempt,
 * down to what it really takes once it is rendered. Rendered on a thread of the transport; asked
 * and closed by the delivery thread, after the exchange.
 */
final class AttemptBody implements PayloadSource {

  private final Batch batch;
  private final BodyRenderer renderer;
  private final PayloadFormat format;
  private final MemoryPool memory;
  private final Compression compression;
  private final long limitBytes;

  private volatile long reservedBytes;
  private volatile long rawBytes;
  private volatile boolean compressed;
  private volatile int eventCount;
  private volatile List<RenderedBody.LeftOut> leftOut = List.of();
  private volatile @Nullable Receipt receipt;
  private volatile boolean answerLost;

  AttemptBody(
      Batch batch,
      BodyRenderer renderer,
      PayloadFormat format,
      Compression compression,
      MemoryPool memory,
      long limitBytes,
      long reservedBytes) {
    this.batch = batch;
    this.renderer = renderer;
    this.format = format;
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
    leftOut = body.leftOut();
    eventCount = body.eventCount();
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

  /** Reads what the answer says of the events. On the exchange's own thread. */
  void read(ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered) {
      boolean broken = answered.bodyState() == ExchangeResult.BodyState.BROKEN;
      try {
        receipt = receiptOf(answered);
        answerLost = broken && receipt == null;
      } catch (RuntimeException unreadable) {
        answerLost = true; // the status decides
      }
    }
  }

  private @Nullable Receipt receiptOf(ExchangeResult.Answered answered) {
    boolean complete = answered.bodyState() == ExchangeResult.BodyState.COMPLETE;
    return format.receipt(new Answer(answered.status(), answered.body(), complete, eventCount));
  }

  /** Whether the answer's body broke off or could not be read, so that its status alone counts. */
  boolean isAnswerLost() {
    return answerLost;
  }

  /** What the answer said of the events beside its status; null for nothing. */
  @Nullable Receipt receipt() {
    return receipt;
  }

  /** Events in the body. */
  int eventCount() {
    return eventCount;
  }

  /** Events of which no body could be made; they were left out. */
  SeverityCounts leftOutCounts() {
    SeverityCounts counts = new SeverityCounts();
    leftOut.forEach(event -> counts.add(event.severity(), 1));
    return counts;
  }

  /** Positions of the events that were left out. */
  Set<Long> leftOutPositions() {
    return leftOut.stream().map(RenderedBody.LeftOut::position).collect(Collectors.toSet());
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
