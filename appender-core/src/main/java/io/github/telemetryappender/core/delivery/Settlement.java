package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.metrics.Readings.Result;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where every batch ends, once: its events are counted, those who wait for a flush are told, and
 * its room is given back. Who else hears of it is told when the step has done all the rest: a
 * report may throw (the user's channel, the end of memory), and leaves nothing half done then.
 * Delivery thread.
 */
final class Settlement {

  private static final String ENCODING = "encoding";

  private final Ledger ledger;
  private final Flushes flushes;
  private final RetryQueue retryQueue;
  private final DeliveryReports reports;
  private final Deque<Runnable> news = new ArrayDeque<>();
  private SettlementListener listener = (batch, result, reason, why, events) -> {};

  Settlement(Ledger ledger, Flushes flushes, RetryQueue retryQueue, DeliveryReports reports) {
    this.ledger = ledger;
    this.flushes = flushes;
    this.retryQueue = retryQueue;
    this.reports = reports;
  }

  /** Who else hears of it. */
  void listener(SettlementListener other) {
    listener = other;
  }

  /** The endpoint has the batch, but for the events of which no body could be made. */
  void delivered(Batch batch, SeverityCounts leftOut, long nowNanos) {
    SeverityCounts arrived = batch.counts().copy();
    arrived.subtractAll(leftOut);
    sorted(batch, arrived, new SeverityCounts(), leftOut, "", "", nowNanos);
  }

  /**
   * The endpoint has some of the batch. What is in none of these goes on in a batch of its own.
   *
   * @param refused it will never take; counted under {@code detail}, for the reason {@code why}
   * @param leftOut no body could be made of
   */
  void sorted(
      Batch batch,
      SeverityCounts arrived,
      SeverityCounts refused,
      SeverityCounts leftOut,
      String detail,
      String why,
      long nowNanos) {
    if (arrived.total() > 0) {
      news.add(() -> listener.settled(batch, Result.DELIVERED, "", "", arrived));
    }
    noteLoss(batch, refused, Loss.REJECTED, detail, why, nowNanos);
    noteLoss(batch, leftOut, Loss.ABANDONED, ENCODING, "they could not be encoded", nowNanos);
    ledger.delivered(arrived);
    ledger
        .latency()
        .add(
            arrived.total(),
            nowNanos - batch.newestAcceptedAtNanos(),
            nowNanos - batch.oldestAcceptedAtNanos(),
            nowNanos);
    flushes.delivered(batch, arrived.total());
    book(batch, refused, Loss.REJECTED, detail);
    book(batch, leftOut, Loss.ABANDONED, ENCODING);
    release(batch);
  }

  /**
   * The batch will never arrive.
   *
   * @param detail of a closed set, counted by; empty for none
   * @param why for the person on call
   */
  void lost(Batch batch, Loss loss, String detail, String why, long nowNanos) {
    lostUnreserved(batch, loss, detail, why, nowNanos);
    release(batch);
  }

  /** As {@link #lost} at the end, when one line at last speaks for all. */
  void abandoned(Batch batch) {
    ledger.lost(Loss.ABANDONED, "shutdown", batch.counts());
    flushes.lost(batch, batch.events());
    String why = "not delivered within shutdownTimeout";
    news.add(() -> listener.settled(batch, Result.ABANDONED, "shutdown", why, batch.counts()));
  }

  /** The end of the batch here: another pipeline may go on with it. */
  void left(Batch batch) {
    String why = "not delivered within shutdownTimeout, and left to the appender that follows";
    news.add(() -> listener.settled(batch, Result.HELD, "shutdown", why, batch.counts()));
  }

  /** As {@link #lost}, for packed records that found no memory to be reserved. */
  void lostUnreserved(Batch batch, Loss loss, String detail, String why, long nowNanos) {
    noteLoss(batch, batch.counts(), loss, detail, why, nowNanos);
    book(batch, batch.counts(), loss, detail);
  }

  private void book(Batch batch, SeverityCounts counts, Loss loss, String detail) {
    if (counts.total() > 0) {
      ledger.lost(loss, detail, counts);
      flushes.lost(batch, counts.total());
    }
  }

  private void noteLoss(
      Batch batch, SeverityCounts counts, Loss loss, String detail, String why, long nowNanos) {
    if (counts.total() > 0) {
      news.add(() -> reports.lost(loss, why, counts, nowNanos));
      news.add(() -> listener.settled(batch, loss.result(), detail, why, counts));
    }
  }

  /** Has this told in its turn as well. */
  void toTell(Runnable other) {
    news.add(other);
  }

  /** Tells what has come to its end, each once. Throws what a report throws; the rest stays. */
  void tell() {
    for (Runnable next = news.poll(); next != null; next = news.poll()) {
      next.run();
    }
  }

  private void release(Batch batch) {
    batch.release();
    retryQueue.unreserve(batch.packedBytes());
  }
}
