package io.github.telemetryappender.core.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The reader sees a record whole or not at all, and nothing but records of this ring and lap.
 * Results: what it saw meanwhile, what was left for later; {@link StressRing#TORN} is in the sum
 * for each record that is not as offered. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: {@link CommitAgainstRead} when the commit comes before the copy, {@link
 * StaleLap} when the stamp lacks the position, {@link ForgedText} and {@link FirstLapOnUsedMemory}
 * when it lacks the salt, the latter and the two at the end of the memory also when the commit word
 * is opened behind the stamp, and those two when padding carries no stamp.
 */
public class LaneReadStress {

  /** The bytes of a record are there when its commit is. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class CommitAgainstRead {
    private final StressRing ring = new StressRing();

    @Actor
    public void producer() {
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

  /** The place held a committed and consumed record of the lap before. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class StaleLap {
    private final StressRing ring = new StressRing().afterShortRecords(8);

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
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

  /** The place lies in a text that imitates a header. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class ForgedText {
    private final StressRing ring = new StressRing().afterForgedText();

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
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

  /** The memory is full of another ring's committed records. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class FirstLapOnUsedMemory {
    private final StressRing ring = StressRing.onUsedMemory();

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
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

  /** The record stands behind padding of a record's size. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class PaddingAtTheEnd {
    private final StressRing ring = new StressRing().afterShortRecords(7);

    @Actor
    public void producer() {
      ring.offer(StressRing.LONGER);
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

  /** The record stands behind a gap of one word, too short for a header. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class ShortGapAtTheEnd {
    private final StressRing ring = new StressRing().afterShortGap();

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
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

  /** One producer's records are seen in its order, none before the one in front of it. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "between them")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "behind them")
  @State
  public static class TwoCommitsAgainstRead {
    private final StressRing ring = new StressRing();

    @Actor
    public void producer() {
      ring.offer(StressRing.SHORT);
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

  /** A claim that is not committed holds back the committed record behind it. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both at once")
  @State
  public static class OpenClaimAgainstRead {
    private final StressRing ring = new StressRing();
    private final long claimed = ring.lane.claim(32);

    {
      ring.offer(StressRing.SHORT);
    }

    @Actor
    public void producer() {
      ring.lane.publish(claimed, StressRing.payload(StressRing.SHORT), 0, StressRing.SHORT);
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
