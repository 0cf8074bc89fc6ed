package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.event.Severity;

/** A number of events for each severity. One thread. */
public final class SeverityCounts {

  private final long[] counts = new long[Severity.COUNT];

  public void add(int severityRank) {
    counts[severityRank]++;
  }

  public void add(Severity severity, long events) {
    counts[severity.ordinal()] += events;
  }

  public void addAll(SeverityCounts other) {
    for (int rank = 0; rank < counts.length; rank++) {
      counts[rank] += other.counts[rank];
    }
  }

  public void subtractAll(SeverityCounts other) {
    for (int rank = 0; rank < counts.length; rank++) {
      counts[rank] -= other.counts[rank];
    }
  }

  public long of(Severity severity) {
    return counts[severity.ordinal()];
  }

  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The highest severity of which there is one; TRACE where there is none at all. */
  public Severity highest() {
    for (int rank = counts.length - 1; rank > 0; rank--) {
      if (counts[rank] > 0) {
        return Severity.ofRank(rank);
      }
    }
    return Severity.TRACE;
  }

  public SeverityCounts copy() {
    SeverityCounts copy = new SeverityCounts();
    copy.addAll(this);
    return copy;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int rank = counts.length - 1; rank >= 0; rank--) {
      if (counts[rank] > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(counts[rank]).append(' ');
        text.append(Severity.ofRank(rank));
      }
    }
    return text.isEmpty() ? "none" : text.toString();
  }
}
