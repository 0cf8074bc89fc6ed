package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider.Fate;
import io.github.telemetryappender.core.batch.BatchDivider.Sorted;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.transport.ExchangeResult;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of single events, carried out: those that arrived are settled, those refused
 * are counted, those that go again become a batch of their own with the same ids. Delivery thread.
 */
final class Receipts {

  private final DeliveryParts parts;
  private final Settlement settlement;
  private final Relief relief;
  private final Ledger ledger;
  private final ResultWords words;
  private final int maxAttempts;

  Receipts(DeliveryParts parts, Settlement settlement, Relief relief, Ledger ledger) {

    this.parts = parts;
    this.settlement = settlement;
    this.relief = relief;
    this.ledger = ledger;
    this.words = new ResultWords(parts.endpointName(), parts::mask);
    this.maxAttempts = parts.config().retry().maxAttempts();
  }

  /** What a receipt makes of the action that its status stands for. */
  static Action action(Action byStatus, @Nullable Receipt receipt, AttemptBody body) {
    if (byStatus != Action.OK) {
      return byStatus;
    }
    if (receipt instanceof Receipt.NotTaken) {
      return Action.HOLD;
    }
    if (receipt instanceof Receipt.PerEvent perEvent
        && perEvent.again().cardinality() >= body.eventCount()) {
      return perEvent.pushback() == Receipt.Pushback.THROTTLE ? Action.RETRY_AFTER : Action.RETRY;
    }
    return Action.OK;
  }

  /** The endpoint took the batch but for some events, and does not say which. */
  void someRefused(Attempt attempt, Receipt.SomeRefused receipt, long nowNanos) {
    Batch batch = attempt.delivery().batch();
    SeverityCounts leftOut = attempt.body().leftOutCounts();
    SeverityCounts arrived = batch.counts().copy();
    arrived.subtractAll(leftOut);
    SeverityCounts refused = worstOf(arrived, receipt.events());
    arrived.subtractAll(refused);
    String why = words.ofRefusedEvents(receipt.why());
    if (refused.total() > 0) {
      ledger.failed(why);
    } else if (!receipt.why().isEmpty()) {
      parts.reports().remark(words.excerpt(receipt.why()), nowNanos);
    }
    settlement.sorted(batch, arrived, refused, leftOut, "partial", why, nowNanos);
  }

  /** The most severe ones: what may be lost is not to look better than it is. */
  private static SeverityCounts worstOf(SeverityCounts counts, long events) {
    SeverityCounts worst = new SeverityCounts();
    long left = events;
    for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
      Severity severity = Severity.ofRank(rank);
      long some = Math.min(left, counts.of(severity));
      worst.add(severity, some);
      left -= some;
    }
    return worst;
  }

  /**
   * Each event has a result of its own.
   *
   * @return what goes again; null for nothing
   */
  @Nullable Delivery perEvent(Attempt attempt, Receipt.PerEvent receipt, long nowNanos) {
    String why = words.ofRefusedEvents(receipt.why());
    return sort(
        attempt,
        index ->
            receipt.again().get(index)
                ? Fate.AGAIN
                : receipt.refused().get(index) ? Fate.REFUSED : Fate.DELIVERED,
        why,
        nowNanos);
  }

  /**
   * The endpoint took what stands in front, and not all.
   *
   * @return the rest
   */
  Delivery firstDelivered(Attempt attempt, Receipt.FirstDelivered receipt, long nowNanos) {
    return Objects.requireNonNull(
        sort(
            attempt,
            index -> index < receipt.delivered() ? Fate.DELIVERED : Fate.AGAIN,
            "",
            nowNanos));
  }

  private @Nullable Delivery sort(
      Attempt attempt, IntFunction<Fate> fates, String why, long nowNanos) {
    Batch batch = attempt.delivery().batch();
    Sorted sorted =
        parts.divider().sort(batch, new FateByPosition(attempt.body().leftOutPositions(), fates));
    if (sorted.of(Fate.REFUSED).total() > 0) {
      ledger.failed(why);
    }
    settlement.sorted(
        batch,
        sorted.of(Fate.DELIVERED),
        sorted.of(Fate.REFUSED),
        sorted.of(Fate.LEFT_OUT),
        "event",
        why,
        nowNanos);
    return sorted.again() == null ? null : attempt.delivery().part(sorted.again());
  }

  /** Puts what goes again into the queue; it was packed, and its memory is reserved here. */
  void again(Delivery part, ExchangeResult result, long waitNanos, long nowNanos) {
    String what = words.of(result);
    ledger.failed(what);
    part.countAttempt();
    if (maxAttempts > 0 && part.attempts() >= maxAttempts) {
      String why = what + "; retry.maxAttempts = " + maxAttempts + " is used up";
      settlement.lostUnreserved(part.batch(), Loss.REJECTED, "max_attempts", why, nowNanos);
      return;
    }
    part.dueAt(nowNanos + waitNanos);
    part.attemptedInDrain(waitNanos > 0 && part.attemptedInDrain());
    relief.readmit(part, nowNanos);
  }

  /** From a position in the lane to the event's index in the body, and to its fate. */
  private static final class FateByPosition implements LongFunction<Fate> {

    private final Set<Long> leftOut;
    private final IntFunction<Fate> byIndex;
    private int index;

    FateByPosition(Set<Long> leftOut, IntFunction<Fate> byIndex) {
      this.leftOut = leftOut;
      this.byIndex = byIndex;
    }

    @Override
    public Fate apply(long position) {
      return leftOut.contains(position) ? Fate.LEFT_OUT : byIndex.apply(index++);
    }
  }
}
