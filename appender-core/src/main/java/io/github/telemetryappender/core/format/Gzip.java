package io.github.telemetryappender.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Makes one gzip stream (RFC 1952) after another. One thread at a time; allocates nothing once it
 * is made.
 */
final class Gzip implements Compressor {

  /** Magic, deflate, no flags, no time, no extra flags, unknown system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int TRAILER_BYTES = 8;

  private final Deflate deflate = new Deflate();
  private final CRC32 checksum = new CRC32();
  private final ByteBuffer trailer =
      ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Of the stream; of one beyond 4 GB the lower 32 bits, as the trailer wants them. */
  private int rawBytes;

  @Override
  public String contentEncoding() {
    return "gzip";
  }

  @Override
  public void begin(ChunkedBytes out) {
    deflate.begin();
    checksum.reset();
    rawBytes = 0;
    out.put(HEADER, 0, HEADER.length);
  }

  @Override
  public void put(byte[] source, int offset, int length, ChunkedBytes out) {
    checksum.update(source, offset, length);
    rawBytes += length;
    deflate.put(source, offset, length, out);
  }

  @Override
  public void end(ChunkedBytes out) {
    deflate.end(out);
    trailer.clear().putInt((int) checksum.getValue()).putInt(rawBytes);
    out.put(trailer.array(), 0, TRAILER_BYTES);
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }
}
