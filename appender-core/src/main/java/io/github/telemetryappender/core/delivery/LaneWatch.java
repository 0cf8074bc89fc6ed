package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.lane.Lane;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that the delivery thread learns in time what callers put into a lane. A caller that
 * wakes a thread pays for it, several times what its logging call costs otherwise. So a lane that
 * events come to is looked at by the clock: when its batch will be full, going by how fast it fills
 * up, and when the first event that may have come since the last look has lingered. A caller wakes
 * this thread only where the lane has been empty for as long as that, or where it fills up much
 * faster than before. Delivery thread.
 */
final class LaneWatch {

  /** What was longer ago says little of how fast the lane fills up. */
  private static final double RATE_MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A rate says something only of a time in which much can have happened. */
  private static final long MIN_RATED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Rather a little more than a batch than a little less: that would take another look. */
  private static final double ON_THE_SAFE_SIDE = 1.1;

  private static final long MIN_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final LaneBacklog backlog;
  private final Lane lane;
  private final DecayingRate bytesPerNano = new DecayingRate(RATE_MEMORY_NANOS);
  private long ratedPosition;
  private long ratedAtNanos;
  private long seenPosition;
  private long seenAtNanos;

  LaneWatch(LaneBacklog backlog, long nowNanos) {
    this.backlog = backlog;
    this.lane = backlog.lane();
    this.ratedPosition = lane.scannedPosition();
    this.ratedAtNanos = nowNanos;
    this.seenPosition = lane.scannedPosition();
    this.seenAtNanos = nowNanos - backlog.lingerNanos();
  }

  /** Takes note of what was scanned at {@code nowNanos}. */
  void observe(long nowNanos) {
    long scanned = lane.scannedPosition();
    if (scanned > seenPosition) {
      seenPosition = scanned;
      seenAtNanos = nowNanos;
    }
    long elapsedNanos = nowNanos - ratedAtNanos;
    if (elapsedNanos >= MIN_RATED_NANOS) {
      bytesPerNano.add(elapsedNanos, (double) (scanned - ratedPosition));
      ratedPosition = scanned;
      ratedAtNanos = nowNanos;
    }
  }

  Lane lane() {
    return lane;
  }

  /**
   * Where a caller should wake this thread.
   *
   * @param maySend whether a batch that is full could be sent
   * @return {@link Lane#WAKE_NEVER} for nowhere
   */
  long wakePosition(boolean maySend, long nowNanos) {
    if (backlog.isEmpty() && isQuiet(nowNanos)) {
      return lane.scannedPosition() + 1;
    }
    if (!mayBecomeReady(maySend, nowNanos)) {
      return Lane.WAKE_NEVER;
    }
    long fullAt = backlog.fullAtPosition();
    // Twice the batch: the clock comes first, unless the lane fills up much faster than it did.
    return fillsInTime(nowNanos) ? fullAt + backlog.fullBytes() : fullAt;
  }

  /** Nanoseconds until this thread is to look by itself. */
  long nanosUntilLook(boolean maySend, long nowNanos) {
    long nanos = Long.MAX_VALUE;
    if (backlog.isEmpty() && !isQuiet(nowNanos)) {
      nanos = untilQuiet(nowNanos); // an event that came right after the last look has lingered
    }
    return mayBecomeReady(maySend, nowNanos) && fillsInTime(nowNanos)
        ? Math.min(nanos, nanosToLook(nowNanos))
        : nanos;
  }

  /**
   * When the batch will be full; after a burst that is over not until it has been quiet for twice
   * as long as now, as what the rate remembers of it would have this thread look hundreds of times.
   */
  private long nanosToLook(long nowNanos) {
    return Math.max(nanosToFill(), nowNanos - seenAtNanos);
  }

  /** A batch that is ready and not sent keeps to the pace of a backlog, whatever comes to it. */
  private boolean mayBecomeReady(boolean maySend, long nowNanos) {
    return maySend && !backlog.isReady(nowNanos);
  }

  private boolean isQuiet(long nowNanos) {
    return untilQuiet(nowNanos) <= 0;
  }

  private long untilQuiet(long nowNanos) {
    return seenAtNanos + backlog.lingerNanos() - nowNanos;
  }

  /** Whether a batch will be full before one would be sent that is not. */
  private boolean fillsInTime(long nowNanos) {
    long lingers =
        backlog.isEmpty() ? untilQuiet(nowNanos) : backlog.lingerEndsAtNanos() - nowNanos;
    return nanosToFill() < lingers;
  }

  private long nanosToFill() {
    double nanos =
        ON_THE_SAFE_SIDE
            * (double) (backlog.fullAtPosition() - lane.scannedPosition())
            / bytesPerNano.perNano();
    return Math.max(MIN_LOOK_NANOS, (long) nanos); // for ever where nothing comes
  }
}
