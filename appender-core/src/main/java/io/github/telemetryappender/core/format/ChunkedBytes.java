package io.github.telemetryappender.core.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A growing run of bytes in chunks; all but the last one are full. One thread at a time. */
final class ChunkedBytes {

  private static final byte[] NONE = {};

  private final ChunkPool pool;
  private final List<byte[]> chunks = new ArrayList<>();
  private byte[] last = NONE;
  private int lastSize;

  ChunkedBytes(ChunkPool pool) {
    this.pool = pool;
  }

  long size() {
    return chunks.isEmpty() ? 0 : (long) (chunks.size() - 1) * ChunkPool.CHUNK_BYTES + lastSize;
  }

  void put(byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      ensureRoom();
      int count = Math.min(length - done, last.length - lastSize);
      System.arraycopy(source, offset + done, last, lastSize, count);
      lastSize += count;
      done += count;
    }
  }

  private void ensureRoom() {
    if (lastSize == last.length) {
      last = pool.take();
      chunks.add(last);
      lastSize = 0;
    }
  }

  void writeTo(OutputStream out) throws IOException {
    for (int i = 0; i < chunks.size(); i++) {
      byte[] chunk = chunks.get(i);
      out.write(chunk, 0, i == chunks.size() - 1 ? lastSize : chunk.length);
    }
  }

  /** Gives the chunks back; there is nothing in here any more. */
  void release() {
    for (int i = 0; i < chunks.size(); i++) {
      pool.giveBack(chunks.get(i));
    }
    chunks.clear();
    last = NONE;
    lastSize = 0;
  }
}
