package io.github.telemetryappender.core.format;

/** Opens to the benchmarks how bodies are compressed. One thread. */
public final class GzipStreams {

  private final Gzip gzip = new Gzip();
  private final ChunkedBytes out = new ChunkedBytes(new ChunkPool());

  /** Compresses a body, parts of it at a time, and returns how many bytes that makes. */
  public long length(byte[] raw, int partBytes) {
    gzip.begin(out);
    for (int at = 0; at < raw.length; at += partBytes) {
      gzip.put(raw, at, Math.min(partBytes, raw.length - at), out);
    }
    gzip.end(out);
    long length = out.size();
    out.release();
    return length;
  }
}
