package io.github.telemetryappender.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes one gzip stream (RFC 1952) after another with one deflater, which holds memory outside the
 * heap until {@link #close}. One thread at a time.
 */
final class Gzip implements Compressor {

  /**
   * Measured on bodies of a thousand varied events (519 bytes each, CPU time on one machine): level
   * 1 makes 40.7 bytes of each in 1.3 µs, 2 makes 38.9 in 1.3, 3 makes 38.4 in 1.4, 6 makes 32.7 in
   * 2.9, 9 makes 29.3 in 13.
   */
  private static final int LEVEL = 2;

  /** Magic, deflate, no flags, no time, no extra flags, unknown system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private static final int TRAILER_BYTES = 8;

  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 checksum = new CRC32();

  @Override
  public String contentEncoding() {
    return "gzip";
  }

  @Override
  public void begin(ChunkedBytes out) {
    deflater.reset();
    checksum.reset();
    out.put(HEADER, 0, HEADER.length);
  }

  @Override
  public void put(byte[] source, int offset, int length, ChunkedBytes out) {
    checksum.update(source, offset, length);
    deflater.setInput(source, offset, length);
    out.putDeflated(deflater);
  }

  @Override
  public void end(ChunkedBytes out) {
    int rawBytes = (int) deflater.getBytesRead();
    out.putRestDeflated(deflater);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putInt((int) checksum.getValue()).putInt(rawBytes);
    out.put(trailer.array(), 0, TRAILER_BYTES);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
