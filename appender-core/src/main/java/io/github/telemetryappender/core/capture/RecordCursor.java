package io.github.telemetryappender.core.capture;

/** Walks over the records of a batch, once, in order. One thread. */
public interface RecordCursor {

  /** Lets {@code reader} show the next record; false when there is none left. */
  boolean next(RecordReader reader);
}
