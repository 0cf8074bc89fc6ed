package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.event.Field;
import java.util.Set;

/**
 * One way to write events into the body of a request. Immutable and thread-safe; what rendering
 * needs to remember lives in the {@link BodyWriter}s it makes.
 */
public interface PayloadFormat {

  /** As typed in the {@code format} setting. */
  String name();

  /** The Content-Type of the body. */
  String contentType();

  /** The path added to an endpoint without one; empty where the format has none. */
  String defaultPath();

  /** The optional fields this format has a place for. */
  Set<Field> wants();

  FormatLimits limits();

  /**
   * A guess at the bytes that a record of {@code recordBytes} takes in a body before compression;
   * batches are cut by it. Rather too much than too little.
   */
  long estimatedBytes(int recordBytes);

  /** A writer of bodies, for one thread at a time; it may be used again for another body. */
  BodyWriter newBodyWriter();
}
