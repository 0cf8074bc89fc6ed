package io.github.telemetryappender.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Which thread has which of some scratches. Any thread. */
final class ScratchOwners {

  /** References of four bytes that fill a line of the processor's cache. */
  static final int LINE = 16;

  private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(Thread[].class);

  /** With a line before and behind: no other's words lie in theirs. */
  private final @Nullable Thread[] owners;

  private final int stride;

  private ScratchOwners(int count, int stride) {
    this.owners = new Thread[2 * LINE + count * stride];
    this.stride = stride;
  }

  /** In as few lines as they fill: looking at all of them costs little more than looking at one. */
  static ScratchOwners sideBySide(int count) {
    return new ScratchOwners(count, 1);
  }

  /** Each in a line of its own: who takes one does not disturb who takes another. */
  static ScratchOwners apart(int count) {
    return new ScratchOwners(count, LINE);
  }

  private int index(int place) {
    return LINE + place * stride;
  }

  @Nullable Thread get(int place) {
    return (Thread) OWNER.getVolatile(owners, index(place));
  }

  boolean tryTake(int place, Thread thread) {
    return OWNER.compareAndSet(owners, index(place), null, thread);
  }

  /** Takes over from a thread that ended and left the place behind. */
  boolean tryInherit(int place, Thread thread) {
    Thread owner = get(place);
    return owner != null
        && !owner.isAlive()
        && OWNER.compareAndSet(owners, index(place), owner, thread);
  }

  void giveBack(int place) {
    OWNER.setRelease(owners, index(place), null);
  }
}
