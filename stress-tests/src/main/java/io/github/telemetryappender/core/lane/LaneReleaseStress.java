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
 * Room comes back whole and is never lost. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: {@link FullAgainstRelease} when the head moves before the consumed marks are
 * there, {@link UsedBytes} without the bound, and {@link WaitingCallerAgainstRelease} when the head
 * is only released and not volatile.
 */
public class LaneReleaseStress {

  /**
   * A full ring, an offer, and a release of one place. Results: position, records found later. What
   * is written into the freed place stays: the consumed mark was there before the head moved.
   */
  @JCStressTest
  @Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "too early, refused")
  @Outcome(id = "256, 1", expect = ACCEPTABLE, desc = "in the freed place")
  @State
  public static class FullAgainstRelease {
    private final StressRing ring = new StressRing().afterFull(8);

    @Actor
    public void producer(II_Result r) {
      r.r1 = ring.offer(StressRing.SHORT);
    }

    @Actor
    public void delivery() {
      ring.lane.release(0, 32);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.scan();
    }
  }

  /** The counter of used bytes, read while one place is released and taken again. */
  @JCStressTest
  @Outcome(id = "224", expect = ACCEPTABLE, desc = "between the two")
  @Outcome(id = "256", expect = ACCEPTABLE, desc = "before or behind both")
  @State
  public static class UsedBytes {
    private final StressRing ring = new StressRing().afterFull(8);

    @Actor
    public void deliveryThenProducer() {
      ring.lane.release(0, 32);
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void observer(I_Result r) {
      r.r1 = (int) ring.lane.usedBytes();
    }
  }

  /** As before, with a thread for each: the counter never shows less than is in use, nor more. */
  @JCStressTest
  @Outcome(id = "224", expect = ACCEPTABLE, desc = "released, not taken")
  @Outcome(id = "256", expect = ACCEPTABLE, desc = "before, behind, or taken at once")
  @State
  public static class UsedBytesOfThree {
    private final StressRing ring = new StressRing().afterFull(8);

    @Actor
    public void delivery() {
      ring.lane.release(0, 32);
    }

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void observer(I_Result r) {
      r.r1 = (int) ring.lane.usedBytes();
    }
  }

  /**
   * A caller that would wait for room against the release that makes it. Results: whether the
   * caller found room, whether its round is over. A round that goes on would be a lost wake-up.
   */
  @JCStressTest
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "room found, nobody had to be told")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "room found and told")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "no room found, but told")
  @State
  public static class WaitingCallerAgainstRelease {
    private final StressRing ring = new StressRing().afterFull(8);
    private long seenRound;

    @Actor
    public void caller(II_Result r) {
      ring.room.enter();
      seenRound = ring.room.round();
      r.r1 = ring.offer(StressRing.SHORT) == Lane.FULL ? 0 : 1;
    }

    @Actor
    public void delivery() {
      ring.lane.release(0, 32);
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = ring.room.round() == seenRound ? 0 : 1;
    }
  }
}
