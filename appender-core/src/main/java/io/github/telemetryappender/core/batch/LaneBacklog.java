package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordLayout;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The open batch of a lane: what callers have put there and nobody has cut yet. It is cut late,
 * when there is a slot to send it, so that batches grow under load. Delivery thread.
 */
public final class LaneBacklog {

  private static final int MAX_RECORDS_PER_SCAN = 50_000;

  private final Lane lane;
  private final long epoch;
  private final byte[] eventIdPrefix;
  private final BatchTarget target;
  private final BodyEstimate estimate;

  private final SeverityCounts counts = new SeverityCounts();
  private int events;
  private long truncated;
  private long bodyBytes;
  private long cutPosition;

  // Of what waits now, or else of what waited last.
  private long laneBytesPerEvent;
  private double laneShare;

  /** Ascending; there is one at most for each flush under way when it was told. */
  private final Deque<Long> marks = new ArrayDeque<>();

  public LaneBacklog(
      Lane lane, long epoch, byte[] eventIdPrefix, BatchTarget target, BodyEstimate estimate) {
    this.lane = lane;
    this.epoch = epoch;
    this.eventIdPrefix = eventIdPrefix;
    this.target = target;
    this.estimate = estimate;
    this.cutPosition = lane.scannedPosition();
  }

  /**
   * Takes note of what has been committed since the last scan, and counts it as accepted.
   *
   * @return whether there was anything
   */
  public boolean scan(SeverityCounts accepted) {
    return lane.scan(
            (position, ring, offset, length) -> {
              int rank = RecordLayout.severityRank(ring, offset);
              accepted.add(rank);
              counts.add(rank);
              events++;
              truncated += RecordLayout.isTruncated(ring, offset) ? 1 : 0;
              bodyBytes += estimate.bytesOf(length);
            },
            MAX_RECORDS_PER_SCAN)
        > 0;
  }

  /** Of the ring; part of the identity of all that is cut here. */
  public long epoch() {
    return epoch;
  }

  public boolean isEmpty() {
    return events == 0;
  }

  public int events() {
    return events;
  }

  /** Events that came cut at {@code maxEventBytes}, since the start. */
  public long truncated() {
    return truncated;
  }

  /** Whether a batch cut now would be as large as one may get. */
  public boolean isFull() {
    return events >= target.maxEvents() || bodyBytes >= target.maxBytes();
  }

  /** The highest severity that waits here. */
  public Severity rank() {
    return counts.highest();
  }

  /** How many events of each severity wait here; not to be changed. */
  public SeverityCounts counts() {
    return counts;
  }

  /** Where the first event that waits here stands. Not to be asked when empty. */
  public long firstPosition() {
    return lane.nextRecord(cutPosition, lane.scannedPosition());
  }

  /** When the first event that waits here was accepted. Not to be asked when empty. */
  public long oldestAcceptedAtNanos() {
    return RecordLayout.acceptedAtNanos(lane.buffer(), lane.payloadOffset(firstPosition()));
  }

  /** When the batch that is open now has waited long enough. Not to be asked when empty. */
  public long lingerEndsAtNanos() {
    return oldestAcceptedAtNanos() + lingerNanos();
  }

  /** How long an event of this lane waits for company. */
  public long lingerNanos() {
    return lane.kind() == LaneKind.URGENT
        ? target.limits().urgentLingerNanos()
        : target.limits().lingerNanos();
  }

  /** Whether the batch that is open now should wait no longer. */
  public boolean isReady(long nowNanos) {
    return events > 0 && (isFull() || lingerEndsAtNanos() - nowNanos <= 0);
  }

  /**
   * The position at which a batch is full, going by the size of what waits, or waited last; one
   * behind what was scanned where nothing is known.
   */
  public long fullAtPosition() {
    long scanned = lane.scannedPosition();
    noteSizes(scanned);
    long untilEvents = (target.maxEvents() - events) * laneBytesPerEvent;
    long untilBytes = (long) ((target.maxBytes() - bodyBytes) * laneShare);
    return scanned + Math.max(1, Math.min(untilEvents, untilBytes));
  }

  /** How many bytes of the lane a full batch takes, going by the same. */
  public long fullBytes() {
    noteSizes(lane.scannedPosition());
    return Math.min(target.maxEvents() * laneBytesPerEvent, (long) (target.maxBytes() * laneShare));
  }

  private void noteSizes(long scanned) {
    if (events > 0) {
      laneBytesPerEvent = Math.max(1, (scanned - cutPosition) / events);
      laneShare = (double) (scanned - cutPosition) / Math.max(1, bodyBytes);
    }
  }

  /**
   * No batch cut from now on holds events from both sides of this position. To be told in ascending
   * order.
   */
  public void noCutAcross(long position) {
    Long latest = marks.peekLast();
    if (position > cutPosition && (latest == null || position > latest)) {
      marks.add(position);
    }
  }

  private long nextMark() {
    while (!marks.isEmpty() && marks.element() <= cutPosition) {
      marks.remove();
    }
    return marks.isEmpty() ? Long.MAX_VALUE : marks.element();
  }

  /** Seals the oldest events into a batch of at most the limits. Not to be asked when empty. */
  public Batch cut() {
    return cut(Long.MAX_VALUE);
  }

  /** As {@link #cut()}, for events accepted at {@code latestNanos} or before; at least one. */
  public Batch cutAcceptedUntil(long latestNanos) {
    return cut(latestNanos);
  }

  private Batch cut(long latestNanos) {
    BatchSummary.Builder summary = new BatchSummary.Builder();
    ByteBuffer ring = lane.buffer();
    long scanned = lane.scannedPosition();
    noteSizes(scanned); // nobody may have asked: a batch of one is cut as soon as it is seen
    long first = lane.nextRecord(cutPosition, scanned);
    long record = first;
    long last = first;
    long mark = nextMark();
    while (record < scanned && (record < mark || summary.events() == 0)) {
      int offset = lane.payloadOffset(record);
      long acceptedAtNanos = RecordLayout.acceptedAtNanos(ring, offset);
      long bytes = estimate.bytesOf(lane.payloadLength(record));
      if (summary.events() > 0 && !fits(summary, bytes, acceptedAtNanos, latestNanos)) {
        break;
      }
      summary.add(RecordLayout.severityRank(ring, offset), acceptedAtNanos, bytes);
      last = record;
      record = lane.nextRecord(lane.positionAfter(record), scanned);
    }
    return seal(first, last, summary);
  }

  private boolean fits(
      BatchSummary.Builder summary, long bytes, long acceptedAtNanos, long latestNanos) {
    return summary.events() < target.maxEvents()
        && summary.bodyBytes() + bytes <= target.maxBytes()
        && (latestNanos == Long.MAX_VALUE || acceptedAtNanos - latestNanos <= 0);
  }

  private Batch seal(long first, long last, BatchSummary.Builder builder) {
    BatchSummary summary = builder.build();
    long end = lane.positionAfter(last);
    // From the first record, not from where the last cut ended: readers begin at what they hold.
    LaneRange range = new LaneRange(lane, eventIdPrefix, first, end);
    counts.subtractAll(summary.counts());
    events -= builder.events();
    bodyBytes -= builder.bodyBytes();
    cutPosition = end;
    BatchId id = new BatchId(epoch, lane.kind(), first, last, builder.events());
    return new Batch(id, summary, range);
  }

  /** Everything before this position has been cut. */
  public long cutPosition() {
    return cutPosition;
  }

  /** How many events wait here that stand before a position; walks over them. */
  public long eventsBefore(long position) {
    long end = Math.min(position, lane.scannedPosition());
    long count = 0;
    long record = lane.nextRecord(cutPosition, end);
    while (record < end) {
      count++;
      record = lane.nextRecord(lane.positionAfter(record), end);
    }
    return count;
  }

  /** More than any batch cut here takes, by the format's estimate. */
  public long largestBatchBytes() {
    return target.maxBytes();
  }

  public Lane lane() {
    return lane;
  }
}
