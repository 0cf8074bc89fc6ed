package io.github.telemetryappender.core.format;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of one size, used again and again, so that bodies are not big arrays that come and go.
 * Keeps a few and makes what else is asked for. Any thread.
 */
final class ChunkPool {

  static final int CHUNK_BYTES = 16 * 1024;

  private static final int MAX_KEPT = 16;

  private final AtomicReferenceArray<byte @Nullable []> kept = new AtomicReferenceArray<>(MAX_KEPT);

  byte[] take() {
    for (int i = 0; i < MAX_KEPT; i++) {
      byte[] chunk = kept.get(i) == null ? null : kept.getAndSet(i, null);
      if (chunk != null) {
        return chunk;
      }
    }
    return new byte[CHUNK_BYTES];
  }

  /** Nobody may use the chunk any more. */
  void giveBack(byte[] chunk) {
    for (int i = 0; i < MAX_KEPT; i++) {
      if (kept.compareAndSet(i, null, chunk)) {
        return;
      }
    }
  }
}
