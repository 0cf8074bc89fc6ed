package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Deflates records that have to wait, as {@link PackedRecords} draws them. Delivery thread. */
final class RecordPacker implements AutoCloseable {

  private static final int CHUNK_BYTES = 16 << 10;

  private final Deflater deflater;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final byte[] header = new byte[PackedRecords.RECORD_HEADER_BYTES];
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK_BYTES);

  RecordPacker(Deflater deflater) {
    this.deflater = deflater;
  }

  /** Forgets what an earlier packing left behind when it broke down. */
  void begin() {
    deflater.reset();
    out.reset();
  }

  void add(RecordReader record) {
    ByteBuffer.wrap(header).putLong(record.position()).putInt(record.length());
    deflate(header, 0, header.length);
    deflate(record.bytes(), record.offset(), record.length());
  }

  /** What was added since the beginning, packed. */
  PackedRecords finish(byte[] eventIdPrefix) {
    deflater.finish();
    drain();
    PackedRecords packed = new PackedRecords(out.toByteArray(), eventIdPrefix);
    return packed;
  }

  private void deflate(byte[] bytes, int offset, int length) {
    deflater.setInput(bytes, offset, length);
    drain();
  }

  private void drain() {
    int produced = deflater.deflate(chunk);
    while (produced > 0) {
      out.write(chunk, 0, produced);
      produced = deflater.deflate(chunk);
    }
  }

  @Override
  public void close() {
    deflater.end();
  }
}
