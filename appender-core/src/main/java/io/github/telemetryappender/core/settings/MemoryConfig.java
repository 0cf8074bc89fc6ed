package io.github.telemetryappender.core.settings;

import java.time.Duration;

/**
 * How much memory, and what happens when it is full.
 *
 * @param maxBytes 4 MB..4 GB, default 32 MB
 * @param overflowTimeout the longest a call waits with {@link Overflow#BLOCK}, default 100 ms
 */
public record MemoryConfig(long maxBytes, Overflow overflow, Duration overflowTimeout) {

  /** What a logging call does when no lane has room for its event. */
  public enum Overflow {
    DROP,
    BLOCK
  }
}
