package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A flush under way: it covers what lay in the lanes when it began. Delivery thread. */
final class PendingFlush {

  private final long epoch;
  private final long[] endByLane;
  private final long deadlineNanos;
  private final CompletableFuture<FlushResult> result;
  private long delivered;
  private long lost;

  PendingFlush(
      List<LaneBacklog> backlogs, long deadlineNanos, CompletableFuture<FlushResult> result) {
    this.deadlineNanos = deadlineNanos;
    this.result = result;
    this.epoch = backlogs.get(0).epoch();
    this.endByLane = new long[backlogs.size()];
    for (LaneBacklog backlog : backlogs) {
      long end = backlog.lane().tail();
      endByLane[backlog.lane().kind().ordinal()] = end;
      backlog.noCutAcross(end);
    }
  }

  /** What was taken over from a pipeline before this one was accepted before, too. */
  boolean covers(BatchId id) {
    return id.epoch() != epoch || id.first() < endByLane[id.lane().ordinal()];
  }

  /** Whether the open batch of a lane holds events that are waited for. */
  boolean covers(LaneBacklog backlog) {
    return !backlog.isEmpty() && backlog.cutPosition() < endByLane[backlog.lane().kind().ordinal()];
  }

  /**
   * The events in the open batch of a lane that are waited for; while there is time, more may be
   * counted as long as there are any at all: only the last count is told.
   */
  long openEvents(LaneBacklog backlog, long nowNanos) {
    if (!covers(backlog)) {
      return 0;
    }
    return nanosUntilDeadline(nowNanos) > 0
        ? backlog.events()
        : backlog.eventsBefore(endByLane[backlog.lane().kind().ordinal()]);
  }

  /** Whether a caller that was there before has not committed its event yet. */
  boolean waitsForCommit(LaneBacklog backlog) {
    return backlog.lane().scannedPosition() < endByLane[backlog.lane().kind().ordinal()];
  }

  void delivered(Batch batch, long events) {
    delivered += covers(batch.id()) ? events : 0;
  }

  void lost(Batch batch, long events) {
    lost += covers(batch.id()) ? events : 0;
  }

  long nanosUntilDeadline(long nowNanos) {
    return Math.max(0, deadlineNanos - nowNanos);
  }

  void complete(long held) {
    result.complete(new FlushResult(delivered, lost, held));
  }
}
