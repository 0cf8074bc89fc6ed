package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.RecordReader;

/**
 * Writes one body after another: {@code begin (event)* end}. One thread at a time; no allocation
 * per event.
 */
public interface BodyWriter {

  /** What stands before the first event. */
  void begin(RenderBuffer out);

  /**
   * One event with its separator. What it throws loses this event alone: the caller takes the
   * buffer back to where it was and counts the event as not encodable.
   *
   * @param index 0 for the first event that was written
   */
  void event(RecordReader event, int index, RenderBuffer out);

  /**
   * The buffer is about to be emptied: what was left open in it, such as the length of a part, must
   * be completed now. Called between events; not after {@link #end}.
   */
  default void beforeEmptied(RenderBuffer out) {}

  /** What stands behind the last event. */
  void end(RenderBuffer out);
}
