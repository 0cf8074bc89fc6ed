package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way to write events into the body of a request, and to read what is answered. Immutable and
 * thread-safe; what rendering needs to remember lives in the {@link BodyWriter}s it makes.
 */
public interface PayloadFormat {

  /** What its {@link FormatProvider} says of it. */
  FormatDeclaration declaration();

  /** The Content-Type of the body. */
  String contentType();

  /** The optional fields this format has a place for. */
  Set<Field> wants();

  /**
   * A guess at the bytes that a record of {@code recordBytes} takes in a body before compression;
   * batches are cut by it. Rather too much than too little.
   */
  long estimatedBytes(int recordBytes);

  /** A writer of bodies, for one thread at a time; it may be used again for another body. */
  BodyWriter newBodyWriter();

  /** Which of the statuses that are usually tried again this protocol forbids to. */
  default RetryProfile retryProfile() {
    return RetryProfile.USUAL;
  }

  /**
   * What an answer says beside its status. A pure function, called on the exchange's own thread for
   * answers of any status; what it throws is taken for null, and remarked upon where the status
   * says that the body was taken.
   *
   * @return null where the status says it all
   */
  default @Nullable Receipt receipt(Answer answer) {
    return null;
  }
}
