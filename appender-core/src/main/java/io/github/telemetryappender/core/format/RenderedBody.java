package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body that was made of some records. It lives in chunks that are used again once it has been
 * written; one that is never written is left to the garbage collector.
 */
public final class RenderedBody implements Payload {

  private final String contentType;
  private final @Nullable String contentEncoding;
  private final ChunkedBytes bytes;
  private final long contentLength;
  private final long rawBytes;
  private final int eventCount;
  private final List<LeftOut> leftOut;

  /**
   * An event of which nothing could be made.
   *
   * @param position of its record
   */
  public record LeftOut(long position, Severity severity) {}

  RenderedBody(
      String contentType,
      @Nullable String contentEncoding,
      ChunkedBytes bytes,
      long rawBytes,
      int eventCount,
      List<LeftOut> leftOut) {
    this.contentType = contentType;
    this.contentEncoding = contentEncoding;
    this.bytes = bytes;
    this.contentLength = bytes.size();
    this.rawBytes = rawBytes;
    this.eventCount = eventCount;
    this.leftOut = List.copyOf(leftOut);
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public @Nullable String contentEncoding() {
    return contentEncoding;
  }

  @Override
  public long contentLength() {
    return contentLength;
  }

  /** Bytes before compression. */
  public long rawBytes() {
    return rawBytes;
  }

  /** Events in the body. */
  public int eventCount() {
    return eventCount;
  }

  /** The events that are not in the body because their rendering failed; usually none. */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /** How many of {@link #leftOut()} have this severity. */
  public long leftOut(Severity severity) {
    return leftOut.stream().filter(event -> event.severity() == severity).count();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (bytes.size() != contentLength) {
      throw new IllegalStateException("the body has been written already");
    }
    bytes.writeTo(out);
    bytes.release();
  }
}
