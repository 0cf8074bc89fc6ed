package io.github.telemetryappender.core.memory;

/**
 * How {@code memory.maxBytes} is shared out, to the byte: three lanes, and one pool of the rest for
 * capture buffers, request bodies and the retry queue.
 *
 * @param laneBytes capacity of each lane: the largest power of two that is at most a quarter of the
 *     whole
 * @param captureBytes what the callers' capture buffers may take
 * @param bodyBytes what request bodies under way may take
 * @param retryBytes what compressed batches in the retry queue may take
 */
public record MemoryPlan(int laneBytes, long captureBytes, long bodyBytes, long retryBytes) {

  /** Bytes of a ring's own header (magic, epoch, salt, tail, head), in front of its capacity. */
  public static final int RING_HEADER_BYTES = 4096;

  private static final int LANES = 3;

  /** Shares out {@code maxBytes}, which the settings keep within 4 MB..4 GB. */
  public static MemoryPlan of(long maxBytes) {
    int laneBytes = (int) Math.min(Long.highestOneBit(maxBytes / 4), 1 << 30);
    long rest = maxBytes - (long) LANES * (laneBytes + RING_HEADER_BYTES);
    long captureBytes = rest / 16;
    long bodyBytes = rest / 16 * 9; // by default room for four full bodies that do not compress
    return new MemoryPlan(laneBytes, captureBytes, bodyBytes, rest - captureBytes - bodyBytes);
  }
}
