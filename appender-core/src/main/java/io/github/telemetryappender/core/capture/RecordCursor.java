package io.github.telemetryappender.core.capture;

/**
 * Walks over the records of a batch, once, in order, and gives back at its end what it took to read
 * them. One thread.
 */
public interface RecordCursor extends AutoCloseable {

  /** Lets {@code reader} show the next record; false when there is none left. */
  boolean next(RecordReader reader);

  /** Ends a walk that may not have reached the last record; more than once is no harm. */
  @Override
  default void close() {}
}
