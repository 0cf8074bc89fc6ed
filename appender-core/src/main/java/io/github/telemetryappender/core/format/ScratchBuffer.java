package io.github.telemetryappender.core.format;

/** A buffer for what is written aside first; one that grew large is not kept. One thread. */
public final class ScratchBuffer {

  private static final int INITIAL_BYTES = 2048;
  private static final int MAX_KEPT_BYTES = 256 * 1024;

  private RenderBuffer buffer = new RenderBuffer(INITIAL_BYTES);

  public ScratchBuffer() {}

  /** The buffer, empty. */
  public RenderBuffer cleared() {
    if (buffer.array().length > MAX_KEPT_BYTES) {
      buffer = new RenderBuffer(INITIAL_BYTES);
    }
    buffer.clear();
    return buffer;
  }
}
