package io.github.telemetryappender.core.capture;

import org.jspecify.annotations.Nullable;

/** What one thread at a time captures an event in. Belongs to the thread that has it. */
final class Scratch {

  /** Seats change hands as often as this, so that who no longer logs keeps none. */
  private static final int USES_PER_MOVE = 64;

  private final @Nullable ScratchOwners owners;
  private final int place;
  private @Nullable RecordWriter writer;
  private int uses;

  private Scratch(@Nullable ScratchOwners owners, int place) {
    this.owners = owners;
    this.place = place;
  }

  static Scratch[] of(ScratchOwners owners, int count) {
    Scratch[] scratches = new Scratch[count];
    for (int place = 0; place < count; place++) {
      scratches[place] = new Scratch(owners, place);
    }
    return scratches;
  }

  /** One that serves a single event. */
  static Scratch forOnce() {
    return new Scratch(null, 0);
  }

  boolean isForOnce() {
    return owners == null;
  }

  /** Whether it is the turn of the thread that has it to get a seat. */
  boolean isNextToMove() {
    return uses++ % USES_PER_MOVE == 0;
  }

  /** Lets other threads have it. */
  void giveBack() {
    if (owners != null) {
      owners.giveBack(place);
    }
  }

  /** Null until the first capture here. */
  @Nullable RecordWriter writer() {
    return writer;
  }

  void writer(@Nullable RecordWriter newWriter) {
    writer = newWriter;
  }
}
