package io.github.telemetryappender.core.capture;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A scratch serves one thread at a time, and the next one sees what the last one left. Every
 * outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: when an owner is set without comparing.
 */
public class ScratchStress {

  /**
   * Two threads move into one seat, and use it where it is theirs. Results: whether each did, how
   * often the seat was used.
   */
  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the one stays, or is the last to move in")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the other")
  @State
  public static class MoveAgainstUse {
    private final ScratchSeats seats = new ScratchSeats(1);
    private int uses;

    @Actor
    public void one(III_Result r) {
      r.r1 = moveInAndUse();
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = moveInAndUse();
    }

    private int moveInAndUse() {
      Thread thread = Thread.currentThread();
      Scratch free = seats.tryTakeFree(thread);
      if (free != null) {
        seats.moveIn(thread);
        free.giveBack();
      }
      Scratch seat = seats.isTenant(thread) ? seats.tryTake(thread) : null;
      if (seat == null) {
        return 0;
      }
      uses++;
      seat.giveBack();
      return 1;
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = uses;
    }
  }

  /** Two threads in one group. Results: whether each has a place, whether it is the same. */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "each has its own")
  @State
  public static class TwoInAGroup {
    private final ScratchGroup group = new ScratchGroup();
    private Scratch ones;
    private Scratch others;

    @Actor
    public void one(III_Result r) {
      ones = take();
      r.r1 = ones == null ? 0 : 1;
    }

    @Actor
    public void other(III_Result r) {
      others = take();
      r.r2 = others == null ? 0 : 1;
    }

    private Scratch take() {
      Thread thread = Thread.currentThread();
      Scratch first = group.tryTakeFirst(thread);
      return first == null ? group.tryTakeAny(thread) : first;
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = ones == others ? 1 : 0;
    }
  }
}
