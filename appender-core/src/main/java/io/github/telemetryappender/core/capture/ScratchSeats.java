package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/**
 * Scratches for a few threads, one for each: what a thread used last is what it uses next, and the
 * fields its events repeat still stand there. A thread's id names its seat, which is the thread's
 * until another one to whom it could belong {@linkplain #moveIn moves in}. Any thread.
 */
final class ScratchSeats {

  /** 2^64 divided by the golden ratio: spreads ids that follow one another. */
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  private final int idShift;
  private final ScratchOwners owners;
  private final Scratch[] scratches;

  /** The ids of the threads whose seats these are. Written by who has taken the seat. */
  private final long[] tenants;

  /**
   * @param count a power of two
   */
  ScratchSeats(int count) {
    this.idShift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    this.owners = ScratchOwners.apart(count);
    this.scratches = Scratch.of(owners, count);
    this.tenants = new long[count];
  }

  private int placeOf(Thread thread) {
    return (int) ((thread.getId() * SPREAD) >>> idShift) & (scratches.length - 1);
  }

  /** Whether the thread has a seat. */
  boolean isTenant(Thread thread) {
    return tenants[placeOf(thread)] == thread.getId();
  }

  /** The seat of a thread that has one; null where it sits there already, or another looks in. */
  @Nullable Scratch tryTake(Thread tenant) {
    int place = placeOf(tenant);
    return owners.tryTake(place, tenant) ? scratches[place] : null;
  }

  /** The seat that could be the thread's, if nobody has it at this moment; else null. */
  @Nullable Scratch tryTakeFree(Thread thread) {
    int place = placeOf(thread);
    return owners.tryTake(place, thread) || owners.tryInherit(place, thread)
        ? scratches[place]
        : null;
  }

  /** Makes the seat that the thread has taken its own. */
  void moveIn(Thread thread) {
    tenants[placeOf(thread)] = thread.getId();
  }

  /** How many seats the thread has taken: one or none. */
  int heldBy(Thread thread) {
    return owners.get(placeOf(thread)) == thread ? 1 : 0;
  }

  /** Gives back what the calling thread has. */
  void giveBack(Thread thread) {
    if (heldBy(thread) > 0) {
      owners.giveBack(placeOf(thread));
    }
  }
}
