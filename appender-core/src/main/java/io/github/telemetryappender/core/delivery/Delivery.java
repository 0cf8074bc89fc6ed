package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.event.Severity;
import java.util.concurrent.TimeUnit;

/** A batch's journey to the endpoint. Delivery thread. */
final class Delivery {

  private static final long AGEING_STEP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_AGEING_STEPS = 2;

  private final long sequence;
  private Batch batch;
  private int attempts;
  private long dueAtNanos;
  private Trust trust = Trust.NEVER_SENT;
  private boolean attemptedInDrain;
  private ConnectionChoice nextConnection = ConnectionChoice.ANY;

  Delivery(long sequence, Batch batch, long dueAtNanos) {
    this.sequence = sequence;
    this.batch = batch;
    this.dueAtNanos = dueAtNanos;
  }

  /** A part of this delivery's batch, with the same past. */
  Delivery part(long partSequence, Batch part) {
    Delivery delivery = new Delivery(partSequence, part, dueAtNanos);
    delivery.attempts = attempts;
    delivery.trust = trust;
    delivery.attemptedInDrain = attemptedInDrain;
    return delivery;
  }

  /** The order in which batches were cut. */
  long sequence() {
    return sequence;
  }

  Batch batch() {
    return batch;
  }

  /** Replaces the batch by the same one in another place. */
  void moveTo(Batch sameBatch) {
    batch = sameBatch;
  }

  Severity rank() {
    return batch.rank();
  }

  /**
   * The rank for sending: the highest severity, raised by one for each minute of waiting, by two at
   * most, so that nothing starves.
   */
  int priority(long nowNanos) {
    return priority(rank(), batch.oldestAcceptedAtNanos(), nowNanos);
  }

  static int priority(Severity rank, long oldestAcceptedAtNanos, long nowNanos) {
    long steps = Math.max(0, nowNanos - oldestAcceptedAtNanos) / AGEING_STEP_NANOS;
    return rank.ordinal() + (int) Math.min(MAX_AGEING_STEPS, steps);
  }

  /** Attempts that were made and counted. */
  int attempts() {
    return attempts;
  }

  void countAttempt() {
    attempts++;
  }

  long dueAtNanos() {
    return dueAtNanos;
  }

  void dueAt(long nanos) {
    dueAtNanos = nanos;
  }

  boolean isDue(long nowNanos) {
    return dueAtNanos - nowNanos <= 0;
  }

  /** Whether the endpoint may have had this batch before. */
  Trust trust() {
    return trust;
  }

  void mayHaveArrived() {
    trust = Trust.MAY_HAVE_ARRIVED;
  }

  boolean attemptedInDrain() {
    return attemptedInDrain;
  }

  void attemptedInDrain(boolean attempted) {
    attemptedInDrain = attempted;
  }

  ConnectionChoice nextConnection() {
    return nextConnection;
  }

  void nextConnection(ConnectionChoice choice) {
    nextConnection = choice;
  }

  /** What is known of earlier attempts. */
  enum Trust {
    NEVER_SENT,
    MAY_HAVE_ARRIVED
  }

  /** Which connection the next attempt asks for. */
  enum ConnectionChoice {
    ANY,
    /** A new one: the next attempt repeats one that failed because its connection was old. */
    NEW
  }
}
