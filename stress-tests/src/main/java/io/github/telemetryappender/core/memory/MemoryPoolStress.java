package io.github.telemetryappender.core.memory;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Memory is never handed out twice and never lost: callers reserve capture buffers, exchanges give
 * the rest of their bodies back, and the delivery thread does both. Every outcome that is not
 * listed is forbidden.
 *
 * <p>Seen to fail: when the bytes are added without comparing.
 */
public class MemoryPoolStress {

  /** Room for one. Results: whether each got it, bytes in use afterwards. */
  @JCStressTest
  @Outcome(id = "1, 0, 60", expect = ACCEPTABLE, desc = "the one")
  @Outcome(id = "0, 1, 60", expect = ACCEPTABLE, desc = "the other")
  @State
  public static class LastBytes {
    private final MemoryPool pool = new MemoryPool(100);

    @Actor
    public void one(III_Result r) {
      r.r1 = pool.tryReserve(60) ? 1 : 0;
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = pool.tryReserve(60) ? 1 : 0;
    }

    @Arbiter
    public void later(III_Result r) {
      r.r3 = (int) pool.usedBytes();
    }
  }

  /** All is taken, and comes back. Results: whether it was to be had, bytes in use afterwards. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 100", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class ReserveAgainstRelease {
    private final MemoryPool pool = new MemoryPool(100);

    {
      pool.tryReserve(100);
    }

    @Actor
    public void exchange() {
      pool.release(100);
    }

    @Actor
    public void delivery(II_Result r) {
      r.r1 = pool.tryReserve(100) ? 1 : 0;
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = (int) pool.usedBytes();
    }
  }
}
