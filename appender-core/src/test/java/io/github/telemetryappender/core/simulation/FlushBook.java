package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.FlushResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The flushes that were asked for, and what is told of them. */
final class FlushBook {

  private final SimClock clock;
  private final Tally tally;
  private final List<LaneBacklog> backlogs;
  private final List<Flush> pending = new ArrayList<>();
  private boolean over;

  FlushBook(SimClock clock, Tally tally, List<LaneBacklog> backlogs) {
    this.clock = clock;
    this.tally = tally;
    this.backlogs = backlogs;
  }

  /**
   * Within a step, right before the loop is asked.
   *
   * @param held so many events at this moment
   * @param recovered so many had another pipeline left until this moment, as the loop counts them
   */
  void begins(CompletableFuture<FlushResult> result, long atMostNanos, long held, long recovered) {
    long[] ends = backlogs.stream().mapToLong(backlog -> backlog.lane().tail()).toArray();
    pending.add(new Flush(result, clock.elapsed() + atMostNanos, held, recovered, ends));
  }

  /** Judges those that are over; returns how many. */
  int stepEnds() {
    if (pending.isEmpty()) {
      return 0;
    }
    int before = pending.size();
    pending.removeIf(this::isOver);
    return before - pending.size();
  }

  private boolean isOver(Flush flush) {
    if (!flush.result.isDone()) {
      return false;
    }
    FlushResult outcome = flush.result.join();
    long told = outcome.delivered() + outcome.lost() + outcome.held();
    long tookOver = tally.recovered() - flush.recovered;
    if (!over && (told < flush.held || told > flush.held + tookOver)) {
      throw new Violation("1 conservation", "a flush tells of %d of %d", told, flush.held);
    }
    if (outcome.held() > 0 && clock.elapsed() < flush.endsAt && !over) {
      throw new Violation("16 wake-ups", "a flush ended early with %d events held", outcome.held());
    }
    return true;
  }

  /** Whether somebody waits for what lies open in a lane. */
  boolean covers(LaneBacklog backlog) {
    int lane = backlog.lane().kind().ordinal();
    for (Flush flush : pending) {
      if (backlog.cutPosition() < flush.ends[lane]) {
        return true;
      }
    }
    return false;
  }

  boolean isPending() {
    return !pending.isEmpty();
  }

  long nextEndAt() {
    long next = Timeline.NEVER;
    for (Flush flush : pending) {
      next = Math.min(next, flush.endsAt);
    }
    return next;
  }

  /** The drain is over. */
  void drained() {
    over = true;
  }

  /** One that was asked for. */
  private record Flush(
      CompletableFuture<FlushResult> result, long endsAt, long held, long recovered, long[] ends) {}
}
