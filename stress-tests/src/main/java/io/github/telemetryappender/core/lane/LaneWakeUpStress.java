package io.github.telemetryappender.core.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The delivery thread that parks until it is woken is woken. Results: whether it may park (0 not, 1
 * until it is woken, 2 for a moment), and how often it was woken; "1, 0" is the lost wake-up. Every
 * outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: the first three without the second look at the tail, and where the delivery
 * thread parks until it is woken although a record is being copied; the first two when the caller
 * reads the wish before its claim; {@link OneWakeUpPerPark} when the wish is taken without
 * comparing.
 */
public class LaneWakeUpStress {

  /** The wish for any event against the first event. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "saw the event itself")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "saw the event, and was woken")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parks and is woken")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "saw the claim, and looks again")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "saw the claim, and was woken")
  @State
  public static class AnyEvent {
    private final StressRing ring = new StressRing();

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void delivery(II_Result r) {
      r.r1 = StressRing.rest(ring.lane.wakeAt(1));
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.unparkCount();
    }
  }

  /** The wish for a full batch against the event that fills it. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "saw the event itself")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "saw the event, and was woken")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "parks and is woken")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "saw the claim, and looks again")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "saw the claim, and was woken")
  @State
  public static class FullBatch {
    private final StressRing ring = new StressRing();

    {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void delivery(II_Result r) {
      r.r1 = StressRing.rest(ring.lane.wakeAt(64));
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.unparkCount();
    }
  }

  /**
   * The wish for a full batch, the event that filled it long committed, one in the middle still
   * being copied: nobody need wake, as the delivery thread may not park until it is woken.
   */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "saw the commit itself")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "saw the commit, and was woken")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "saw the claim, and looks again")
  @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "saw the claim, and was woken")
  @State
  public static class FullBatchBehindAnOpenClaim {
    private final StressRing ring = new StressRing();
    private final long claimed = ring.lane.claim(32);

    {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void producer() {
      ring.lane.publish(claimed, StressRing.payload(StressRing.SHORT), 0, StressRing.SHORT);
      ring.lane.wakeDelivery(claimed + 32);
    }

    @Actor
    public void delivery(II_Result r) {
      r.r1 = StressRing.rest(ring.lane.wakeAt(64));
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.unparkCount();
    }
  }

  /** Two producers fulfil one wish: one of them wakes. Result: how often it was woken. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "once")
  @State
  public static class OneWakeUpPerPark {
    private final StressRing ring = new StressRing();

    {
      ring.lane.wakeAt(1);
    }

    @Actor
    public void one() {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void other() {
      ring.offer(StressRing.SHORT);
    }

    @Arbiter
    public void later(I_Result r) {
      r.r1 = ring.unparkCount();
    }
  }
}
