package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.LaneBacklog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;

/** The flushes under way. Delivery thread. */
final class Flushes {

  private final List<PendingFlush> pending = new ArrayList<>();

  void add(List<LaneBacklog> backlogs, long deadlineNanos, CompletableFuture<FlushResult> result) {
    pending.add(new PendingFlush(backlogs, deadlineNanos, result));
  }

  /** Whether somebody waits. */
  boolean isPending() {
    return !pending.isEmpty();
  }

  /** Whether somebody waits for what lies open in this lane. */
  boolean covers(LaneBacklog backlog) {
    for (PendingFlush flush : pending) {
      if (flush.covers(backlog)) {
        return true;
      }
    }
    return false;
  }

  void delivered(Batch batch, long events) {
    pending.forEach(flush -> flush.delivered(batch, events));
  }

  void lost(Batch batch, long events) {
    pending.forEach(flush -> flush.lost(batch, events));
  }

  /** Completes those of which nothing is held any longer, and those whose time is up. */
  void doWork(ToLongFunction<PendingFlush> held, long nowNanos) {
    for (Iterator<PendingFlush> flushes = pending.iterator(); flushes.hasNext(); ) {
      PendingFlush flush = flushes.next();
      long stillHeld = held.applyAsLong(flush);
      if (stillHeld == 0 || flush.nanosUntilDeadline(nowNanos) == 0) {
        flushes.remove();
        flush.complete(stillHeld);
      }
    }
  }

  /** Completes all of them: there is no later. */
  void end(ToLongFunction<PendingFlush> held) {
    pending.forEach(flush -> flush.complete(held.applyAsLong(flush)));
    pending.clear();
  }

  long nanosUntilDeadline(long nowNanos) {
    long nanos = Long.MAX_VALUE;
    for (PendingFlush flush : pending) {
      nanos = Math.min(nanos, flush.nanosUntilDeadline(nowNanos));
    }
    return nanos;
  }
}
