package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A cursor over records in a list, whose positions are their indexes. */
final class ListedRecords implements RecordCursor {

  private static final byte[] EVENT_ID_PREFIX =
      "00000000000000ab-n-".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> records;
  private int next;

  ListedRecords(List<byte[]> records) {
    this.records = records;
  }

  @Override
  public boolean next(RecordReader reader) {
    if (next == records.size()) {
      return false;
    }
    byte[] record = records.get(next);
    reader.wrap(record, 0, record.length, EVENT_ID_PREFIX, next++);
    return true;
  }
}
