package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The batches that a loop holds, as they were at the latest look, and what has changed since the
 * one before. A look where nothing has changed compares references and no more.
 */
public final class Holdings {

  private final List<Delivery> waitingNow;
  private final List<Attempt> inFlightNow;
  private final Map<Delivery, HeldBatch> known = new IdentityHashMap<>();
  private HeldBatch[] held = new HeldBatch[64];

  /** Those of before that may have left. */
  private final List<HeldBatch> aside = new ArrayList<>();

  private int waiting;
  private int size;

  /** Those that found something changed. */
  private int looks;

  private boolean changed;
  private final List<HeldBatch> arrived = new ArrayList<>();
  private final List<HeldBatch> departed = new ArrayList<>();
  private HeldBatch twice;
  private long packedBytes;

  Holdings(List<Delivery> waitingNow, List<Attempt> inFlightNow) {
    this.waitingNow = waitingNow;
    this.inFlightNow = inFlightNow;
  }

  /**
   * Looks again.
   *
   * @return whether anything has changed
   */
  public boolean look() {
    arrived.clear();
    departed.clear();
    int inFront = unchangedInFront();
    boolean sameWait = inFront == waiting && inFront == waitingNow.size();
    changed = !sameWait || !isUnchangedInFlight();
    if (changed) {
      takeNote(inFront);
    }
    return changed;
  }

  /** Whether the latest look has found something changed. */
  public boolean hasChanged() {
    return changed;
  }

  private int unchangedInFront() {
    int most = Math.min(waiting, waitingNow.size());
    int same = 0;
    while (same < most && held[same].is(waitingNow.get(same))) {
      same++;
    }
    return same;
  }

  private boolean isUnchangedInFlight() {
    int flying = inFlightNow.size();
    if (waiting + flying != size) {
      return false;
    }
    for (int i = 0; i < flying; i++) {
      if (!held[waiting + i].is(inFlightNow.get(i).delivery())) {
        return false;
      }
    }
    return true;
  }

  /** Some left, some came; in front of them and behind them those that wait are what they were. */
  private void takeNote(int inFront) {
    looks++;
    stay(0, inFront);
    int behind = unchangedBehind(inFront);
    int waitingBefore = waiting;
    int sizeBefore = size;
    setAside(inFront, behind);
    waiting = waitingNow.size();
    size = waiting + inFlightNow.size();
    if (size > held.length) {
      held = Arrays.copyOf(held, 2 * size);
    }
    System.arraycopy(held, waitingBefore - behind, held, waiting - behind, behind);
    stay(waiting - behind, waiting);
    for (int i = inFront; i < waiting - behind; i++) {
      held[i] = note(waitingNow.get(i), Place.WAITING);
    }
    for (int i = waiting; i < size; i++) {
      held[i] = note(inFlightNow.get(i - waiting).delivery(), Place.IN_FLIGHT);
    }
    for (int i = size; i < sizeBefore; i++) {
      held[i] = null;
    }
    sayWhoDeparted();
  }

  private void stay(int from, int end) {
    for (int i = from; i < end; i++) {
      held[i].seenAtLook = looks;
    }
  }

  private int unchangedBehind(int inFront) {
    int now = waitingNow.size();
    int most = Math.min(waiting, now) - inFront;
    int same = 0;
    while (same < most && held[waiting - 1 - same].is(waitingNow.get(now - 1 - same))) {
      same++;
    }
    return same;
  }

  private void setAside(int inFront, int behind) {
    aside.clear();
    for (int i = inFront; i < size; i++) {
      if (i < waiting - behind || i >= waiting) {
        aside.add(held[i]);
      }
    }
  }

  private HeldBatch note(Delivery delivery, Place place) {
    HeldBatch now = known.get(delivery);
    if (now == null) {
      now = new HeldBatch(delivery, looks);
      known.put(delivery, now);
      arrived.add(now);
      packedBytes += now.packedBytes;
    } else if (now.seenAtLook == looks) {
      twice = now;
    }
    packedBytes -= now.packedBytes;
    now.take(delivery.batch(), place, looks);
    packedBytes += now.packedBytes;
    return now;
  }

  private void sayWhoDeparted() {
    for (HeldBatch batch : aside) {
      if (batch.seenAtLook != looks) {
        departed.add(batch);
        known.remove(batch.delivery);
        packedBytes -= batch.packedBytes;
      }
    }
  }

  /** How many there are. Those that wait come first. */
  public int size() {
    return size;
  }

  /** How many of them wait for their turn. */
  public int waiting() {
    return waiting;
  }

  public HeldBatch get(int index) {
    return held[index];
  }

  /** Whether it is still there. */
  public boolean has(HeldBatch batch) {
    return batch.seenAtLook == looks;
  }

  /** The one with this identity that is under way; null where there is none. */
  public HeldBatch inFlight(BatchId id) {
    for (int i = waiting; i < size; i++) {
      if (held[i].id.equals(id)) {
        return held[i];
      }
    }
    return null;
  }

  /** Whether it waited, packed, at this look and at the one before. */
  public boolean stayedPacked(HeldBatch batch) {
    boolean isPacked = batch.place == Place.WAITING && batch.packedBytes > 0;
    boolean wasPacked = batch.placeBefore == Place.WAITING && batch.packedBytesBefore > 0;
    return isPacked && (batch.takenAtLook != looks || !changed || wasPacked);
  }

  /** Whether it was not there at the look before. */
  public boolean isNew(HeldBatch batch) {
    return changed && batch.bornAtLook == looks;
  }

  /** Those that were not there at the look before. */
  public List<HeldBatch> arrived() {
    return arrived;
  }

  /** Those that are not there any more. */
  public List<HeldBatch> departed() {
    return departed;
  }

  /** One that was found in two places at once; null for none so far. */
  public HeldBatch twice() {
    return twice;
  }

  /** What the packed ones take, waiting or under way. */
  public long packedBytes() {
    return packedBytes;
  }

  @Override
  public String toString() {
    return Arrays.asList(held).subList(0, size).toString();
  }

  // At this very moment, perhaps in the midst of a step

  /** How many wait now. */
  public int waitingNow() {
    return waitingNow.size();
  }

  public long dueAtNow(int index) {
    return waitingNow.get(index).dueAtNanos();
  }

  public int rankNow(int index) {
    return waitingNow.get(index).rank().rank();
  }

  public long oldestAcceptedAtNow(int index) {
    return waitingNow.get(index).batch().oldestAcceptedAtNanos();
  }

  public int attemptsNow(int index) {
    return waitingNow.get(index).attempts();
  }

  /** The estimate of its body. */
  public long bodyBytesNow(int index) {
    return waitingNow.get(index).batch().bodyBytes();
  }

  public long sequenceNow(int index) {
    return waitingNow.get(index).sequence();
  }

  public BatchId idNow(int index) {
    return waitingNow.get(index).batch().id();
  }

  /** The same as it was at the latest look; null where it was not there. */
  public HeldBatch heldNow(int index) {
    return known.get(waitingNow.get(index));
  }

  /** Attempts that were made before of the batch that is being sent now. */
  public int attemptsOfLatestSent() {
    return latestSent().attempts();
  }

  public int rankOfLatestSent() {
    return latestSent().rank().rank();
  }

  public long bodyBytesOfLatestSent() {
    return latestSent().batch().bodyBytes();
  }

  public long dueAtOfLatestSent() {
    return latestSent().dueAtNanos();
  }

  public long sequenceOfLatestSent() {
    return latestSent().sequence();
  }

  private Delivery latestSent() {
    return inFlightNow.get(inFlightNow.size() - 1).delivery();
  }

  /** Where a batch is. */
  public enum Place {
    WAITING,
    IN_FLIGHT
  }

  /** A batch that was cut and is not settled. */
  public static final class HeldBatch {

    private final Delivery delivery;
    private Batch batch;
    private final int bornAtLook;
    private int seenAtLook;

    /** The latest look for which it was not one of many that stayed as they were. */
    private int takenAtLook;

    public final BatchId id;
    public final int rank;
    public final long oldestAcceptedAtNanos;

    /** Where it is since the latest look. */
    public Place place = Place.WAITING;

    /** Where it was before it was taken note of; null for nowhere. */
    private Place placeBefore;

    /** 0 while its records are in their lane. */
    public long packedBytes;

    private long packedBytesBefore;

    /**
     * For whoever looks: since when others of its lane go before it though it is due; 0 for not.
     */
    public long passedOverSinceNanos;

    private HeldBatch(Delivery delivery, int look) {
      this.bornAtLook = look;
      this.delivery = delivery;
      this.batch = delivery.batch();
      this.id = batch.id();
      this.rank = batch.rank().rank();
      this.oldestAcceptedAtNanos = batch.oldestAcceptedAtNanos();
      this.packedBytes = batch.packedBytes();
      this.seenAtLook = -1;
    }

    private boolean is(Delivery other) {
      return delivery == other && batch == other.batch();
    }

    private void take(Batch newBatch, Place newPlace, int look) {
      placeBefore = bornAtLook == look ? null : place;
      packedBytesBefore = packedBytes;
      if (batch != newBatch) {
        batch = newBatch;
        packedBytes = newBatch.packedBytes();
      }
      place = newPlace;
      seenAtLook = look;
      takenAtLook = look;
      passedOverSinceNanos = newPlace == Place.WAITING ? passedOverSinceNanos : 0;
    }

    public long dueAtNanos() {
      return delivery.dueAtNanos();
    }

    /** Attempts that were made and counted. */
    public int attempts() {
      return delivery.attempts();
    }

    /** The order in which batches were cut. */
    public long sequence() {
      return delivery.sequence();
    }

    public boolean isShortened() {
      return delivery.isShortened();
    }

    @Override
    public String toString() {
      return "%s of rank %d %s, due %d, %d attempts"
          .formatted(id.idempotencyKey(), rank, place, dueAtNanos(), attempts());
    }
  }
}
