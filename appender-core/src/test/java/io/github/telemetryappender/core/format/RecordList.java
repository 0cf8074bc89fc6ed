package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.RecordingSink;
import java.util.List;

/** A cursor over records in a list, whose positions are their indexes. */
public final class RecordList implements RecordCursor {

  private final List<byte[]> records;
  private int next;

  public RecordList(List<byte[]> records) {
    this.records = records;
  }

  @Override
  public boolean next(RecordReader reader) {
    if (next == records.size()) {
      return false;
    }
    byte[] record = records.get(next);
    reader.wrap(record, 0, record.length, RecordingSink.EVENT_ID_PREFIX, next++);
    return true;
  }
}
