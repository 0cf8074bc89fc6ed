package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordCursor;

/**
 * Where the records of a batch are: still in their lane, or packed. Any thread may read them until
 * they are released.
 */
sealed interface BatchContents permits LaneRange, PackedRecords {

  RecordCursor cursor();

  /** The ASCII bytes {@code <epoch>-<lane>-} that the ids of their events begin with. */
  byte[] eventIdPrefix();

  /** What they take of the retry queue's memory, in bytes. */
  long packedBytes();

  /** Gives the room in the lane back. Once, on the delivery thread, after the last reader. */
  void release();
}
