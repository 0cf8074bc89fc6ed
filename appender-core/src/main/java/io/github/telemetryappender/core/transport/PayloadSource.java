package io.github.telemetryappender.core.transport;

/** Makes the body of a request when the exchange is about to be made, off the delivery thread. */
@FunctionalInterface
public interface PayloadSource {

  /** No body at all. */
  PayloadSource NONE = () -> Payload.EMPTY;

  /**
   * Renders and compresses the body; a pure function of immutable records.
   *
   * @throws PayloadTooLargeException when the body would pass the limit
   */
  Payload render() throws PayloadTooLargeException;
}
