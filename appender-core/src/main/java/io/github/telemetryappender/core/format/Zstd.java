package io.github.telemetryappender.core.format;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/**
 * Makes one Zstandard frame (RFC 8878) after another with one context of zstd-jni, which is an
 * optional dependency: nothing here is loaded unless the user asked for it. One thread at a time.
 */
final class Zstd implements Compressor {

  /** The library's own choice for streams whose making should cost little. */
  private static final int LEVEL = 1;

  private static final int BUFFER_BYTES = 16 * 1024;

  private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] copy = new byte[BUFFER_BYTES];

  @Override
  public String contentEncoding() {
    return "zstd";
  }

  @Override
  public void begin(ChunkedBytes out) {
    context.reset();
    context.setLevel(LEVEL);
  }

  @Override
  public void put(byte[] source, int offset, int length, ChunkedBytes out) {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, BUFFER_BYTES);
      in.clear().put(source, offset + done, count).flip();
      while (in.hasRemaining()) {
        compress(EndDirective.CONTINUE, out);
      }
      done += count;
    }
  }

  @Override
  public void end(ChunkedBytes out) {
    in.clear().flip();
    boolean isOver = false;
    while (!isOver) {
      isOver = compress(EndDirective.END, out);
    }
  }

  private boolean compress(EndDirective directive, ChunkedBytes out) {
    compressed.clear();
    boolean isOver = context.compressDirectByteBufferStream(compressed, in, directive);
    compressed.flip();
    int count = compressed.remaining();
    compressed.get(copy, 0, count);
    out.put(copy, 0, count);
    return isOver;
  }

  @Override
  public void close() {
    context.close();
  }
}
