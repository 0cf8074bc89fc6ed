package io.github.telemetryappender.core.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two producers never get the same bytes. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: when the tail is stored without comparing (all but the padding alone), and when
 * padding carries no stamp (the two at the end of the memory).
 */
public class LaneClaimStress {

  /** Results: position of the one, position of the other, records found afterwards. */
  @JCStressTest
  @Outcome(id = "0, 32, 2", expect = ACCEPTABLE, desc = "one behind the other")
  @Outcome(id = "32, 0, 2", expect = ACCEPTABLE, desc = "one behind the other")
  @State
  public static class TwoClaims {
    private final StressRing ring = new StressRing();

    @Actor
    public void one(III_Result r) {
      r.r1 = ring.offer(StressRing.SHORT);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = ring.offer(StressRing.SHORT);
    }

    @Arbiter
    public void reader(III_Result r) {
      r.r3 = ring.scan();
    }
  }

  /** As before, where neither fits before the end of the memory: one of them claims the padding. */
  @JCStressTest
  @Outcome(id = "256, 296, 2", expect = ACCEPTABLE, desc = "both on the next lap")
  @Outcome(id = "296, 256, 2", expect = ACCEPTABLE, desc = "both on the next lap")
  @State
  public static class TwoClaimsAtTheEnd {
    private final StressRing ring = new StressRing().afterShortRecords(7);

    @Actor
    public void one(III_Result r) {
      r.r1 = ring.offer(StressRing.LONGER);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = ring.offer(StressRing.LONGER);
    }

    @Arbiter
    public void reader(III_Result r) {
      r.r3 = ring.scan();
    }
  }

  /** As before, where one fits exactly and the other does not. */
  @JCStressTest
  @Outcome(id = "224, 256, 2", expect = ACCEPTABLE, desc = "the short one first")
  @Outcome(id = "296, 256, 2", expect = ACCEPTABLE, desc = "the longer one first, with padding")
  @State
  public static class ExactFitAgainstPadding {
    private final StressRing ring = new StressRing().afterShortRecords(7);

    @Actor
    public void one(III_Result r) {
      r.r1 = ring.offer(StressRing.SHORT);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = ring.offer(StressRing.LONGER);
    }

    @Arbiter
    public void reader(III_Result r) {
      r.r3 = ring.scan();
    }
  }

  /** Two producers and room for one. */
  @JCStressTest
  @Outcome(id = "256, -1, 1", expect = ACCEPTABLE, desc = "one got it")
  @Outcome(id = "-1, 256, 1", expect = ACCEPTABLE, desc = "the other got it")
  @State
  public static class LastPlace {
    private final StressRing ring = new StressRing().afterFull(8);

    {
      ring.lane.release(0, 32);
    }

    @Actor
    public void one(III_Result r) {
      r.r1 = ring.offer(StressRing.SHORT);
    }

    @Actor
    public void other(III_Result r) {
      r.r2 = ring.offer(StressRing.SHORT);
    }

    @Arbiter
    public void reader(III_Result r) {
      r.r3 = ring.scan();
    }
  }

  /** Results: what the reader saw meanwhile, what was left for later. Needs three processors. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "between them")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "behind them")
  @State
  public static class TwoClaimsAgainstRead {
    private final StressRing ring = new StressRing();

    @Actor
    public void one() {
      ring.offer(StressRing.LONGEST);
    }

    @Actor
    public void other() {
      ring.offer(StressRing.LONGEST);
    }

    @Actor
    public void reader(II_Result r) {
      r.r1 = ring.scan();
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.scan();
    }
  }
}
