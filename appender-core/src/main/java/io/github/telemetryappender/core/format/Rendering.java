package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders one body after another. Events are written into a small buffer, which is emptied into the
 * compressor as soon as it is full: the whole body before compression never exists. One thread at a
 * time.
 */
final class Rendering implements AutoCloseable {

  /** Bodies below this go plain: compressing them costs more than it saves. */
  static final int MIN_COMPRESSED_BYTES = 1024;

  private static final int FULL_BYTES = 16 * 1024;
  private static final int MAX_KEPT_BUFFER_BYTES = 256 * 1024;

  private final PayloadFormat format;
  private final ChunkPool chunks;
  private final BodyWriter writer;
  private final RecordReader reader = new RecordReader();
  private RenderBuffer buffer = newBuffer();

  /** One of each kind that was needed so far. */
  private final Map<Compression, Compressor> compressors = new EnumMap<>(Compression.class);

  // Of the body under way.
  private ChunkedBytes out;
  private Compression compression = Compression.NONE;
  private boolean encodingDecided;
  private @Nullable Compressor compressor;
  private long flushedBytes;
  private int eventCount;
  private final List<RenderedBody.LeftOut> leftOut = new ArrayList<>();

  Rendering(PayloadFormat format, ChunkPool chunks) {
    this.format = format;
    this.chunks = chunks;
    this.writer = format.newBodyWriter();
    this.out = new ChunkedBytes(chunks);
  }

  private static RenderBuffer newBuffer() {
    return new RenderBuffer(2 * FULL_BYTES);
  }

  RenderedBody render(RecordCursor records, long maxRawBytes, Compression asked)
      throws PayloadTooLargeException {
    begin();
    compression = asked;
    boolean whole = false;
    try {
      writeAll(records, maxRawBytes);
      whole = true;
      return body();
    } finally {
      if (!whole) {
        out.release();
      }
    }
  }

  private void begin() {
    out = new ChunkedBytes(chunks);
    encodingDecided = false;
    compressor = null;
    flushedBytes = 0;
    eventCount = 0;
    leftOut.clear();
    buffer.clear();
    if (buffer.array().length > MAX_KEPT_BUFFER_BYTES) {
      buffer = newBuffer();
    }
  }

  private void writeAll(RecordCursor records, long maxRawBytes) throws PayloadTooLargeException {
    writer.begin(buffer);
    while (records.next(reader)) {
      writeEvent();
      checkSize(maxRawBytes);
      if (buffer.size() >= FULL_BYTES) {
        writer.beforeEmptied(buffer);
        flush();
      }
    }
    writer.end(buffer);
    checkSize(maxRawBytes);
    flush();
    if (compressor != null) {
      compressor.end(out);
    }
  }

  private void writeEvent() {
    int sizeBefore = buffer.size();
    try {
      writer.event(reader, eventCount, buffer);
      eventCount++;
    } catch (RuntimeException unwritable) { // this event alone is lost, and counted
      buffer.size(sizeBefore);
      leftOut.add(new RenderedBody.LeftOut(reader.position(), reader.severity()));
    }
  }

  private void checkSize(long maxRawBytes) throws PayloadTooLargeException {
    if (rawBytes() > maxRawBytes) {
      throw new PayloadTooLargeException(maxRawBytes);
    }
  }

  private long rawBytes() {
    return flushedBytes + buffer.size();
  }

  private void flush() {
    if (!encodingDecided) {
      decideEncoding();
    }
    if (compressor != null) {
      compressor.put(buffer.array(), 0, buffer.size(), out);
    } else {
      out.put(buffer.array(), 0, buffer.size());
    }
    flushedBytes += buffer.size();
    buffer.clear();
  }

  /** When the first bytes leave the buffer: a body that fits into it may be too small. */
  private void decideEncoding() {
    encodingDecided = true;
    if (compression != Compression.NONE && buffer.size() >= MIN_COMPRESSED_BYTES) {
      compressor = compressors.computeIfAbsent(compression, Compressors::of);
      compressor.begin(out);
    }
  }

  private RenderedBody body() {
    String contentEncoding = compressor == null ? null : compressor.contentEncoding();
    return new RenderedBody(
        format.contentType(), contentEncoding, out, flushedBytes, eventCount, leftOut);
  }

  @Override
  public void close() {
    compressors.values().forEach(Compressor::close);
    compressors.clear();
  }
}
