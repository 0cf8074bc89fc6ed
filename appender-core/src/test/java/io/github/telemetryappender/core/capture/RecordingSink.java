package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembers the records it is offered. */
public final class RecordingSink implements RecordSink {

  public static final byte[] EVENT_ID_PREFIX =
      "00000000000000ab-n-".getBytes(StandardCharsets.US_ASCII);

  private final List<byte[]> records = new ArrayList<>();

  @Override
  public boolean offer(Severity severity, byte[] record, int offset, int length) {
    records.add(Arrays.copyOfRange(record, offset, offset + length));
    return true;
  }

  public List<byte[]> records() {
    return records;
  }

  /** A reader that shows the last record. */
  public RecordReader last() {
    return reader(records.size() - 1);
  }

  public RecordReader reader(int index) {
    byte[] record = records.get(index);
    RecordReader reader = new RecordReader();
    reader.wrap(record, 0, record.length, EVENT_ID_PREFIX, index);
    return reader;
  }
}
