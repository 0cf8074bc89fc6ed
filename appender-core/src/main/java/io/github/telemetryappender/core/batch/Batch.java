package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.event.Severity;

/**
 * Sealed, identified events of one lane on their way. Immutable; its {@link #records} may be read
 * by any thread until it is {@link #release released}.
 */
public final class Batch {

  private final BatchId id;
  private final BatchSummary summary;
  private final BatchContents contents;
  private final long packedBytes;
  private final Severity rank;
  private boolean released;
  private int failedAttempts;

  Batch(BatchId id, BatchSummary summary, BatchContents contents) {
    this.id = id;
    this.summary = summary;
    this.contents = contents;
    this.packedBytes = contents.packedBytes();
    this.rank = summary.counts().highest();
  }

  public BatchId id() {
    return id;
  }

  public int events() {
    return id.count();
  }

  /** How many events of each severity; not to be changed. */
  public SeverityCounts counts() {
    return summary.counts();
  }

  /** The highest severity in it: its rank for sending and for eviction. */
  public Severity rank() {
    return rank;
  }

  public long oldestAcceptedAtNanos() {
    return summary.oldestAcceptedAtNanos();
  }

  public long newestAcceptedAtNanos() {
    return summary.newestAcceptedAtNanos();
  }

  /** The estimate of its body before compression, in bytes. */
  public long bodyBytes() {
    return summary.bodyBytes();
  }

  /** Its records, in order. */
  public RecordCursor records() {
    return contents.cursor();
  }

  /** Whether its records still take room in their lane. */
  public boolean isInLane() {
    return contents instanceof LaneRange;
  }

  /**
   * What its records take of the retry queue's memory, in bytes; 0 while they are in their lane.
   */
  public long packedBytes() {
    return packedBytes;
  }

  /**
   * Its records as they are packed; not to be changed.
   *
   * @throws IllegalStateException while they are in their lane
   */
  public byte[] packedRecords() {
    if (contents instanceof PackedRecords packed) {
      return packed.deflated();
    }
    throw new IllegalStateException("still in its lane: " + this);
  }

  /** Gives the room in the lane back. Once, on the delivery thread, after the last reader. */
  public void release() {
    released = true;
    contents.release();
  }

  /** Whether it has ended, so that it must not be sent any more. Delivery thread. */
  public boolean isReleased() {
    return released;
  }

  /** Attempts that came to nothing so far. Delivery thread. */
  public int failedAttempts() {
    return failedAttempts;
  }

  /** Takes note of how many attempts came to nothing. Delivery thread. */
  public void failedAttempts(int count) {
    failedAttempts = count;
  }

  BatchContents contents() {
    return contents;
  }

  BatchSummary summary() {
    return summary;
  }

  @Override
  public String toString() {
    return id.idempotencyKey() + " (" + summary.counts() + ")";
  }
}
