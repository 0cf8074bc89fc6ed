package io.github.telemetryappender.core.batch;

/**
 * What is known of a batch's events without reading them again.
 *
 * @param bodyBytes the estimate of the body before compression
 */
record BatchSummary(
    SeverityCounts counts, long oldestAcceptedAtNanos, long newestAcceptedAtNanos, long bodyBytes) {

  /** Sums up events as they are added. */
  static final class Builder {

    private final SeverityCounts counts = new SeverityCounts();
    private long oldestAcceptedAtNanos;
    private long newestAcceptedAtNanos;
    private long bodyBytes;
    private int events;

    void add(int severityRank, long acceptedAtNanos, long estimatedBytes) {
      if (events == 0) { // callers may overtake each other by a little: the first one counts
        oldestAcceptedAtNanos = acceptedAtNanos;
      }
      if (events == 0 || acceptedAtNanos - newestAcceptedAtNanos > 0) {
        newestAcceptedAtNanos = acceptedAtNanos;
      }
      counts.add(severityRank);
      bodyBytes += estimatedBytes;
      events++;
    }

    int events() {
      return events;
    }

    long bodyBytes() {
      return bodyBytes;
    }

    BatchSummary build() {
      return new BatchSummary(counts, oldestAcceptedAtNanos, newestAcceptedAtNanos, bodyBytes);
    }
  }
}
