package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.delivery.Holdings.HeldBatch;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import java.util.List;

/** Where the batches that arrived in a step begin and end. */
final class Covers {

  private final Oracle oracle;
  private LaneEvents[] lanes = new LaneEvents[8];
  private long[] firsts = new long[8];
  private long[] lasts = new long[8];
  private int count;

  Covers(Oracle oracle) {
    this.oracle = oracle;
  }

  void of(List<HeldBatch> arrived) {
    count = arrived.size();
    if (count > lanes.length) {
      lanes = new LaneEvents[count];
      firsts = new long[count];
      lasts = new long[count];
    }
    for (int i = 0; i < count; i++) {
      HeldBatch batch = arrived.get(i);
      lanes[i] = oracle.lane(batch.id.epoch(), batch.id.lane());
      firsts[i] = batch.id.first();
      lasts[i] = batch.id.last();
    }
  }

  /** Whether a position is within one of them. */
  boolean has(LaneEvents lane, long position) {
    for (int i = 0; i < count; i++) {
      if (lanes[i] == lane && firsts[i] <= position && position <= lasts[i]) {
        return true;
      }
    }
    return false;
  }
}
