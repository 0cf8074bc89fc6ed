package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Records that had to leave their lane, deflated. What is deflated, one record after another:
 *
 * <pre>
 *   bytes  what
 *   8      position in the lane
 *   4      length n of the record
 *   n      the record
 * </pre>
 */
final class PackedRecords implements BatchContents {

  static final int RECORD_HEADER_BYTES = 12;

  private final byte[] deflated;
  private final byte[] eventIdPrefix;

  PackedRecords(byte[] deflated, byte[] eventIdPrefix) {
    this.deflated = deflated;
    this.eventIdPrefix = eventIdPrefix;
  }

  byte[] deflated() {
    return deflated;
  }

  @Override
  public byte[] eventIdPrefix() {
    return eventIdPrefix;
  }

  @Override
  public RecordCursor cursor() {
    return new Cursor();
  }

  @Override
  public long packedBytes() {
    return deflated.length;
  }

  @Override
  public void release() {
    // They left their lane when they were packed; the retry queue keeps count of their bytes.
  }

  private final class Cursor implements RecordCursor {

    private static final int INITIAL_BYTES = 2048;

    private final Inflater inflater = new Inflater(true);
    private final byte[] header = new byte[RECORD_HEADER_BYTES];
    private byte[] bytes = new byte[INITIAL_BYTES];
    private boolean ended;

    Cursor() {
      inflater.setInput(deflated);
    }

    @Override
    public boolean next(RecordReader reader) {
      if (ended || !inflate(header, RECORD_HEADER_BYTES)) {
        close();
        return false;
      }
      ByteBuffer fields = ByteBuffer.wrap(header);
      long position = fields.getLong();
      int length = fields.getInt();
      if (length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
      }
      inflate(bytes, length);
      reader.wrap(bytes, 0, length, eventIdPrefix, position);
      return true;
    }

    /** Fills the first {@code length} bytes of {@code target}; false at the end of the records. */
    private boolean inflate(byte[] target, int length) {
      int done = 0;
      try {
        while (done < length && !inflater.finished()) {
          done += inflater.inflate(target, done, length - done);
        }
      } catch (DataFormatException e) {
        throw new IllegalStateException("packed records are damaged", e);
      }
      return done == length;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        inflater.end();
      }
    }
  }
}
