package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.simulation.Oracle.Fate;

/** One life's events by severity, as the oracle counts them. */
final class Tally {

  private final long[] accepted = new long[Severity.COUNT];
  private final long[] recovered = new long[Severity.COUNT];
  private final long[][] fates = new long[Fate.COUNT][Severity.COUNT];
  private long held;
  private long recoveredInAll;

  void accept(int rank) {
    accepted[rank]++;
    hold(rank);
  }

  /** Another life had left it. */
  void recover(int rank) {
    recovered[rank]++;
    recoveredInAll++;
    hold(rank);
  }

  private void hold(int rank) {
    fates[Fate.HELD.ordinal()][rank]++;
    held++;
  }

  void settle(int rank, Fate fate) {
    fates[Fate.HELD.ordinal()][rank]--;
    fates[fate.ordinal()][rank]++;
    held--;
  }

  long held() {
    return held;
  }

  long recovered() {
    return recoveredInAll;
  }

  long of(Fate fate, int rank) {
    return fates[fate.ordinal()][rank];
  }

  long total(Fate fate) {
    long total = 0;
    for (long count : fates[fate.ordinal()]) {
      total += count;
    }
    return total;
  }

  boolean equalsAccepted(SeverityCounts counts) {
    return equal(accepted, counts);
  }

  boolean equalsRecovered(SeverityCounts counts) {
    return equal(recovered, counts);
  }

  boolean equals(Fate fate, SeverityCounts counts) {
    return equal(fates[fate.ordinal()], counts);
  }

  private static boolean equal(long[] byRank, SeverityCounts counts) {
    for (int rank = 0; rank < byRank.length; rank++) {
      if (byRank[rank] != counts.of(Severity.ofRank(rank))) {
        return false;
      }
    }
    return true;
  }

  String of(Fate fate) {
    SeverityCounts counts = new SeverityCounts();
    for (int rank = 0; rank < Severity.COUNT; rank++) {
      counts.add(Severity.ofRank(rank), fates[fate.ordinal()][rank]);
    }
    return counts.toString();
  }
}
