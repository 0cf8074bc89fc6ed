package io.github.telemetryappender.core.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * An offer against the end of its lane: it is accepted and found, or refused, and a lane that is
 * quiet stays so. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: when the lane counts as quiet as soon as it is sealed, when the commit comes
 * before the copy, and when the tail is sealed without comparing.
 */
public class LaneSealStress {

  /** Results: position, whether the sealed lane was quiet, records found if it was. */
  @JCStressTest
  @Outcome(id = "-1, 1, 0", expect = ACCEPTABLE, desc = "refused")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "accepted before, and found")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "accepted, and known to be under way")
  @State
  public static class OfferAgainstSeal {
    private final StressRing ring = new StressRing();

    @Actor
    public void producer(III_Result r) {
      r.r1 = ring.offer(StressRing.LONGEST);
    }

    @Actor
    public void stop(III_Result r) {
      ring.lane.seal();
      r.r2 = ring.lane.isQuiet() ? 1 : 0;
      r.r3 = r.r2 == 1 ? ring.scan() : 0;
    }
  }
}
