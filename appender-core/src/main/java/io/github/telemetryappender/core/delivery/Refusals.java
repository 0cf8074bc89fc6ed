package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider.Isolated;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.delivery.Bisection.Suspect;
import io.github.telemetryappender.core.transport.ExchangeResult;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What follows when a batch is refused for what is in it: halves it to find the poisoned event, or
 * to fit, and lets go of what is refused by itself. Delivery thread.
 */
final class Refusals {

  private static final int TOO_LARGE = 413;

  /** Less of a message than this tells nothing. */
  private static final long MIN_MESSAGE_BYTES = 64;

  private static final long AFTER_OUT_OF_MEMORY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DeliveryParts parts;
  private final RetryQueue retryQueue;
  private final Settlement settlement;
  private final Relief relief;
  private final Ledger ledger;
  private final Bisection bisection;
  private final ResultWords words;
  private final BatchTarget target;

  Refusals(
      DeliveryParts parts,
      RetryQueue retryQueue,
      Settlement settlement,
      Relief relief,
      Ledger ledger,
      Bisection bisection) {
    this.parts = parts;
    this.retryQueue = retryQueue;
    this.settlement = settlement;
    this.relief = relief;
    this.ledger = ledger;
    this.bisection = bisection;
    this.words = new ResultWords(parts.endpointName(), parts::mask);
    this.target = parts.target();
  }

  /** The batch is refused; smaller ones may pass. */
  void split(Attempt attempt, ExchangeResult result, long nowNanos) {
    if (!(result instanceof ExchangeResult.Answered answered)) {
      splitUnsent(attempt.delivery(), result, nowNanos);
    } else if (answered.status() == TOO_LARGE) {
      splitTooLarge(attempt, result, nowNanos);
    } else {
      bisect(attempt.delivery(), result, nowNanos);
    }
  }

  /** The body could not be made, or was too large to be sent: two smaller ones may do. */
  private void splitUnsent(Delivery delivery, ExchangeResult result, long nowNanos) {
    if (isOutOfMemory(result)) {
      spareMemory(delivery, result, nowNanos);
    } else if (result instanceof ExchangeResult.TooLarge && !delivery.needsMoreRoom()) {
      delivery.needMoreRoom();
      retryQueue.add(delivery);
    } else if (delivery.batch().events() == 1) {
      lose(delivery, Loss.ABANDONED, "encoding", result, nowNanos);
    } else {
      halve(delivery, Cost.FREE, nowNanos);
    }
  }

  /** A moment later there may be more; if not, then the event that takes most of it has to go. */
  private void spareMemory(Delivery delivery, ExchangeResult result, long nowNanos) {
    if (!delivery.hasRunOutOfMemory()) {
      target.halve();
      delivery.runOutOfMemory();
      delivery.dueAt(nowNanos + AFTER_OUT_OF_MEMORY_NANOS);
      retryQueue.add(delivery);
    } else {
      loseLargest(delivery, result, nowNanos);
    }
  }

  private void loseLargest(Delivery delivery, ExchangeResult result, long nowNanos) {
    Batch batch = delivery.batch();
    Isolated isolated = parts.divider().isolateLargest(batch);
    retryQueue.unreserve(batch.packedBytes());
    loseUnreserved(isolated.event(), Loss.ABANDONED, "encoding", result, nowNanos);
    for (Batch other : isolated.others()) {
      Delivery rest = delivery.part(other);
      rest.attemptedInDrain(false);
      rest.dueAt(nowNanos + AFTER_OUT_OF_MEMORY_NANOS);
      relief.readmit(rest, nowNanos);
    }
  }

  /** Whether it is for the events themselves that nothing was sent: the endpoint was not asked. */
  static boolean isUnsendable(ExchangeResult result) {
    return result instanceof ExchangeResult.TooLarge
        || (result instanceof ExchangeResult.RenderingFailed && !isOutOfMemory(result));
  }

  private static boolean isOutOfMemory(ExchangeResult result) {
    return result instanceof ExchangeResult.RenderingFailed failed
        && failed.cause() instanceof OutOfMemoryError;
  }

  /** Free of the budget: each refusal teaches the limit. */
  private void splitTooLarge(Attempt attempt, ExchangeResult result, long nowNanos) {
    target.refusedAsTooLarge(attempt.body().rawBytes(), nowNanos);
    if (attempt.delivery().batch().events() == 1) {
      drop(attempt.delivery(), result, nowNanos);
    } else {
      halve(attempt.delivery(), Cost.FREE, nowNanos);
    }
  }

  /** Whether an event refused as too large fits once its message is cut. */
  boolean canShorten(Attempt attempt, ExchangeResult result) {
    Delivery delivery = attempt.delivery();
    return result instanceof ExchangeResult.Answered answered
        && answered.status() == TOO_LARGE
        && delivery.batch().events() == 1
        && !delivery.isShortened()
        && messageBytesThatFit(attempt) >= MIN_MESSAGE_BYTES;
  }

  /** A byte of the message is a byte of the body at least. 0 where cutting it is no use. */
  private long messageBytesThatFit(Attempt attempt) {
    long bodyBytes = attempt.body().rawBytes();
    long surplus = bodyBytes - target.learnedFrom(bodyBytes);
    return surplus <= 0 ? 0 : parts.divider().messageBytes(attempt.delivery().batch()) - surplus;
  }

  /** Cuts the message of the one event, which is sent again at once. */
  void shorten(Attempt attempt, long nowNanos) {
    Delivery delivery = attempt.delivery();
    Batch batch = delivery.batch();
    int fits = (int) messageBytesThatFit(attempt);
    target.refusedAsTooLarge(attempt.body().rawBytes(), nowNanos);
    delivery.moveTo(parts.divider().shorten(batch, fits));
    delivery.shorten();
    retryQueue.unreserve(batch.packedBytes());
    relief.admit(delivery, nowNanos);
  }

  /** Whether halves of a batch may fare better: not if it is such a half, or nothing is taken. */
  boolean mayHalve(Delivery delivery) {
    return delivery.batch().events() > 1 && !delivery.isHalved() && !bisection.isMismatch();
  }

  /** Sends both halves, to learn whether the refusal was about all of the batch. */
  void halveOnce(Delivery delivery, long nowNanos) {
    delivery.halveOnce();
    halve(delivery, Cost.PAID, nowNanos);
  }

  private void bisect(Delivery delivery, ExchangeResult result, long nowNanos) {
    if (delivery.batch().events() == 1) {
      bisection.refused(delivery.suspect(), nowNanos);
      drop(delivery, result, nowNanos);
    } else if (!bisection.isMismatch()) {
      halve(delivery, Cost.PAID, nowNanos);
    } else if (bisection.takeProbe(nowNanos)) {
      probeFirstEvent(delivery, result, nowNanos);
    } else {
      drop(delivery, result, nowNanos);
    }
  }

  private void halve(Delivery delivery, Cost cost, long nowNanos) {
    Batch batch = delivery.batch();
    List<Batch> halves = parts.divider().halve(batch);
    retryQueue.unreserve(batch.packedBytes());
    Suspect suspect = delivery.suspect() == null ? new Suspect() : delivery.suspect();
    suspect.halved();
    for (Batch half : halves) {
      Delivery part = delivery.part(half, suspect);
      long waitNanos = cost == Cost.PAID ? bisection.payNanos(nowNanos) : 0;
      part.dueAt(nowNanos + waitNanos);
      relief.readmit(part, nowNanos);
    }
  }

  private void probeFirstEvent(Delivery delivery, ExchangeResult result, long nowNanos) {
    Batch batch = delivery.batch();
    List<Batch> divided = parts.divider().divideBehindFirst(batch);
    retryQueue.unreserve(batch.packedBytes());
    relief.readmit(delivery.part(divided.get(0), new Suspect()), nowNanos);
    loseUnreserved(divided.get(1), Loss.REJECTED, ResultWords.detail(result), result, nowNanos);
  }

  /** A part of a batch that was divided: what it was packed into is not reserved. */
  private void loseUnreserved(
      Batch part, Loss loss, String detail, ExchangeResult result, long nowNanos) {
    String why = why(result);
    ledger.failed(why);
    settlement.lostUnreserved(part, loss, detail, why, nowNanos);
    part.release();
  }

  /** The batch is refused for good. */
  void drop(Delivery delivery, ExchangeResult result, long nowNanos) {
    lose(delivery, Loss.REJECTED, ResultWords.detail(result), result, nowNanos);
  }

  private void lose(
      Delivery delivery, Loss loss, String detail, ExchangeResult result, long nowNanos) {
    String why = why(result);
    ledger.failed(why);
    settlement.lost(delivery.batch(), loss, detail, why, nowNanos);
  }

  private String why(ExchangeResult result) {
    String mismatch = "; it refuses whatever it is sent, check format and endpoint";
    return words.ofLoss(result) + (bisection.isMismatch() ? mismatch : "");
  }

  /** Whether the requests of a split count against the budget. */
  private enum Cost {
    FREE,
    PAID
  }
}
