package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.lane.Lane;
import java.util.Arrays;

/**
 * Records that are still where their callers put them: those of a lane from position {@code from}
 * up to, but not including, position {@code end}.
 */
record LaneRange(Lane lane, byte[] eventIdPrefix, long from, long end) implements BatchContents {

  @Override
  public RecordCursor cursor() {
    return new Cursor();
  }

  @Override
  public long packedBytes() {
    return 0;
  }

  @Override
  public void release() {
    lane.release(from, end);
  }

  private final class Cursor implements RecordCursor {

    private static final int INITIAL_BYTES = 2048;

    private long position = from;
    private byte[] bytes = new byte[INITIAL_BYTES];

    @Override
    public boolean next(RecordReader reader) {
      long record = lane.nextRecord(position, end);
      if (record >= end) {
        return false;
      }
      int length = lane.payloadLength(record);
      if (length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
      }
      lane.copyPayload(record, bytes);
      reader.wrap(bytes, 0, length, eventIdPrefix, record);
      position = lane.positionAfter(record);
      return true;
    }
  }
}
