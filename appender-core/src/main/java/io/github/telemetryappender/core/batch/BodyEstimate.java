package io.github.telemetryappender.core.batch;

/** The format's guess of what a record takes in a body before compression, in bytes. */
@FunctionalInterface
public interface BodyEstimate {
  long bytesOf(int recordBytes);
}
