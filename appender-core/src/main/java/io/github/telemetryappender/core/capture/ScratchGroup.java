package io.github.telemetryappender.core.capture;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Scratches for many threads, the first one first: while one thread after the other captures they
 * all use the same, which therefore is in the processor's cache. Any thread.
 */
final class ScratchGroup {

  static final int PLACES = ScratchOwners.LINE;

  private final ScratchOwners owners = ScratchOwners.sideBySide(PLACES);
  private final Scratch[] scratches = Scratch.of(owners, PLACES);

  /** Captures under way by threads that found no place. */
  private final AtomicInteger beside = new AtomicInteger();

  /** The first place that is free, for a thread that has none here; else null. */
  @Nullable Scratch tryTakeFirst(Thread thread) {
    int free = PLACES;
    for (int place = PLACES - 1; place >= 0; place--) {
      Thread owner = owners.get(place);
      if (owner == thread) {
        return null;
      }
      if (owner == null) {
        free = place;
      }
    }
    return free < PLACES && owners.tryTake(free, thread) ? scratches[free] : null;
  }

  /** Any place that is free, or was left behind by a thread that has ended; else null. */
  @Nullable Scratch tryTakeAny(Thread thread) {
    for (int place = 0; place < PLACES; place++) {
      if (owners.get(place) == null && owners.tryTake(place, thread)) {
        return scratches[place];
      }
    }
    for (int place = 0; place < PLACES; place++) {
      if (owners.tryInherit(place, thread)) {
        return scratches[place];
      }
    }
    return null;
  }

  /** How many places the thread has. */
  int heldBy(Thread thread) {
    int held = 0;
    for (int place = 0; place < PLACES; place++) {
      held += owners.get(place) == thread ? 1 : 0;
    }
    return held;
  }

  /** Gives back what the calling thread has. */
  void giveAllBack(Thread thread) {
    for (int place = 0; place < PLACES; place++) {
      if (owners.get(place) == thread) {
        owners.giveBack(place);
      }
    }
  }

  /** Whether threads of this group may have captures beside its places. */
  boolean hasBeside() {
    return beside.get() != 0;
  }

  void addBeside(int count) {
    beside.addAndGet(count);
  }
}
