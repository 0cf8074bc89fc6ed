package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes bodies of records, in one format. Several threads may render at once; what a rendering
 * needs (writer, buffer, deflater) is kept for the next one, for a bounded number of them.
 */
public final class BodyRenderer implements AutoCloseable {

  private static final int MAX_KEPT = 16;

  private final PayloadFormat format;
  private final Compression compression;
  private final ChunkPool chunks = new ChunkPool();
  private final AtomicReferenceArray<@Nullable Rendering> kept =
      new AtomicReferenceArray<>(MAX_KEPT);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Renders in this format, compressed like this unless it is asked for otherwise. */
  public BodyRenderer(PayloadFormat format, Compression compression) {
    this.format = format;
    this.compression = compression;
  }

  /**
   * Renders the records the cursor shows, from where it stands to its end. An event whose rendering
   * throws is left out, and named in the result. What the cursor itself throws is not caught.
   *
   * @param maxRawBytes the most the body may take before compression
   * @throws PayloadTooLargeException as soon as it would take more; the rest is not rendered
   */
  public RenderedBody render(RecordCursor records, long maxRawBytes)
      throws PayloadTooLargeException {
    return render(records, maxRawBytes, compression);
  }

  /**
   * As {@link #render(RecordCursor, long)}, with another compression than the one configured, for
   * an endpoint that does not take that.
   */
  public RenderedBody render(RecordCursor records, long maxRawBytes, Compression other)
      throws PayloadTooLargeException {
    Rendering rendering = take();
    try {
      RenderedBody body = rendering.render(records, maxRawBytes, other);
      keep(rendering);
      return body;
    } catch (PayloadTooLargeException | RuntimeException refused) {
      keep(rendering);
      throw refused;
    } catch (Error shortage) {
      rendering.close(); // what it holds is given back: there is too little memory as it is
      throw shortage;
    }
  }

  private Rendering take() {
    for (int i = 0; i < MAX_KEPT; i++) {
      Rendering rendering = kept.get(i) == null ? null : kept.getAndSet(i, null);
      if (rendering != null) {
        return rendering;
      }
    }
    return new Rendering(format, chunks);
  }

  private void keep(Rendering rendering) {
    for (int i = 0; i < MAX_KEPT && !closed.get(); i++) {
      if (kept.compareAndSet(i, null, rendering)) {
        if (closed.get()) {
          closeKept(); // close() may have looked at this place before
        }
        return;
      }
    }
    rendering.close();
  }

  /** Gives back what is held outside the heap; renderings under way do so when they end. */
  @Override
  public void close() {
    closed.set(true);
    closeKept();
  }

  private void closeKept() {
    for (int i = 0; i < MAX_KEPT; i++) {
      Rendering rendering = kept.getAndSet(i, null);
      if (rendering != null) {
        rendering.close();
      }
    }
  }
}
