package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.delivery.Bisection.Suspect;
import io.github.telemetryappender.core.event.Severity;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A batch's journey to the endpoint. Delivery thread. */
final class Delivery {

  private static final long AGEING_STEP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int MAX_AGEING_STEPS = 2;
  private static final int SERVER_ERRORS_BEFORE_SUSPICION = 3;

  private final long sequence;
  private Batch batch;
  private long dueAtNanos;
  private Trust trust = Trust.NEVER_SENT;
  private boolean attemptedInDrain;
  private @Nullable Suspect suspect;
  private @Nullable URI redirectedTo;
  private int hops;
  private boolean roomNeeded;
  private int plainSinceStatus;
  private boolean halved;
  private boolean shortened;
  private boolean ranOutOfMemory;
  private int serverErrors;
  private long successesAtFirstServerError;
  private ConnectionChoice nextConnection = ConnectionChoice.ANY;
  private boolean sentAfresh;

  Delivery(long sequence, Batch batch, long dueAtNanos) {
    this.sequence = sequence;
    this.batch = batch;
    this.dueAtNanos = dueAtNanos;
  }

  /** One that a pipeline before this one began. */
  static Delivery continued(long sequence, Batch batch, LeftDelivery left, long dueAtNanos) {
    Delivery delivery = new Delivery(sequence, batch, dueAtNanos);
    batch.failedAttempts(left.attempts());
    delivery.trust = left.trust();
    return delivery;
  }

  /** A part of this delivery's batch, with the same past and place. */
  Delivery part(Batch part) {
    Delivery delivery = new Delivery(sequence, part, dueAtNanos);
    part.failedAttempts(batch.failedAttempts());
    delivery.trust = trust;
    delivery.attemptedInDrain = attemptedInDrain;
    delivery.suspect = suspect;
    delivery.plainSinceStatus = plainSinceStatus;
    delivery.halved = halved;
    delivery.shortened = shortened;
    delivery.serverErrors = serverErrors;
    delivery.successesAtFirstServerError = successesAtFirstServerError;
    return delivery;
  }

  /** A part of a batch in which a poisoned event is looked for. */
  Delivery part(Batch part, Suspect sharedSuspect) {
    Delivery delivery = part(part);
    delivery.suspect = sharedSuspect;
    delivery.attemptedInDrain = false; // a part has not been tried
    return delivery;
  }

  /** The batch this is a part of, in which a poisoned event is looked for; null for none. */
  @Nullable Suspect suspect() {
    return suspect;
  }

  /** Where a redirect sends the next attempt; null for nowhere else. */
  @Nullable URI redirectedTo() {
    return redirectedTo;
  }

  void redirectTo(URI url) {
    redirectedTo = url;
    hops++;
  }

  void endRedirects() {
    redirectedTo = null;
    hops = 0;
  }

  /** Its body took more than twice the estimate: the next attempt gets all there is. */
  void needMoreRoom() {
    roomNeeded = true;
    attemptedInDrain = false; // nothing was sent
  }

  /** Rendering ran out of memory over this one, so that nothing was sent. */
  void runOutOfMemory() {
    ranOutOfMemory = true;
    attemptedInDrain = false;
  }

  boolean hasRunOutOfMemory() {
    return ranOutOfMemory;
  }

  boolean needsMoreRoom() {
    return roomNeeded;
  }

  /** From now on its body goes out as it is, not compressed, because of this answer. */
  void goPlain(int status) {
    plainSinceStatus = status;
  }

  boolean isPlain() {
    return plainSinceStatus != 0;
  }

  /** The answer after which it went out plain; 0 for none. */
  int plainSinceStatus() {
    return plainSinceStatus;
  }

  /** It becomes two, and its halves are not to be halved again for the same reason. */
  void halveOnce() {
    halved = true;
  }

  boolean isHalved() {
    return halved;
  }

  /** Its message is cut, which is done once. */
  void shorten() {
    shortened = true;
    attemptedInDrain = false; // what follows has not been tried
  }

  boolean isShortened() {
    return shortened;
  }

  /** Redirects followed in a row. */
  int hops() {
    return hops;
  }

  /**
   * The endpoint broke down over this batch.
   *
   * @param successes batches it has taken so far
   */
  void countServerError(long successes) {
    if (serverErrors == 0) {
      successesAtFirstServerError = successes;
    }
    serverErrors++;
  }

  /** Whether it broke down over this batch again and again while it took others. */
  boolean looksPoisoned(long successes) {
    return serverErrors > SERVER_ERRORS_BEFORE_SUSPICION && successes > successesAtFirstServerError;
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
    sameBatch.failedAttempts(batch.failedAttempts());
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
    return batch.failedAttempts();
  }

  void countAttempt() {
    batch.failedAttempts(batch.failedAttempts() + 1);
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

  /** Whether answers that call for a new connection have had one, ever since they began. */
  boolean wasSentAfresh() {
    return sentAfresh;
  }

  void sentAfresh(boolean afresh) {
    sentAfresh = afresh;
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
    NEW,
    /** A new one over HTTP/1.1, for an endpoint that refuses the version. */
    NEW_HTTP_1
  }
}
