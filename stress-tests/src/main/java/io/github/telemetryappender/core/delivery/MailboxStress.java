package io.github.telemetryappender.core.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.telemetryappender.core.time.Parker;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The one way back onto the delivery thread loses no letter, reads none twice, keeps each poster's
 * order, and wakes. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: {@link TwoPosters} when the newest letter is stored without comparing, {@link
 * PostAgainstTake} when what was taken is read a second time or the wake-up comes before the letter
 * is there, {@link OneAfterTheOther} when the chain is read without turning it round.
 */
public class MailboxStress {

  /** Counts letters and wake-ups. Letters are read by one actor or the arbiter at a time. */
  private static final class Box implements Parker {

    final Mailbox mailbox = new Mailbox(this);
    private final AtomicInteger unparks = new AtomicInteger();
    int read;

    @Override
    public void park(long nanos) {}

    @Override
    public void unpark() {
      unparks.incrementAndGet();
    }
  }

  /** Results: letters read afterwards, wake-ups. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both, once each")
  @State
  public static class TwoPosters {
    private final Box box = new Box();

    @Actor
    public void one() {
      box.mailbox.accept(() -> box.read++);
    }

    @Actor
    public void other() {
      box.mailbox.accept(() -> box.read++);
    }

    @Arbiter
    public void later(II_Result r) {
      box.mailbox.doWork();
      r.r1 = box.read;
      r.r2 = box.unparks.get();
    }
  }

  /**
   * What was written before a letter is there when it is read. Results: what was read meanwhile,
   * what was left for later, wake-ups: a thread that saw nothing is woken for it.
   */
  @JCStressTest
  @Outcome(id = "0, 7, 1", expect = ACCEPTABLE, desc = "too early, and woken")
  @Outcome(id = "7, 0, 1", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class PostAgainstTake {
    private final Box box = new Box();
    private int brought;

    @Actor
    public void poster() {
      brought = 7;
      box.mailbox.accept(() -> box.read += brought);
    }

    @Actor
    public void delivery(III_Result r) {
      box.mailbox.doWork();
      r.r1 = box.read;
      box.read = 0;
    }

    @Arbiter
    public void later(III_Result r) {
      box.mailbox.doWork();
      r.r2 = box.read;
      r.r3 = box.unparks.get();
    }
  }

  /** One poster's letters, as digits in the order in which they are read. */
  @JCStressTest
  @Outcome(id = "0, 12", expect = ACCEPTABLE, desc = "too early")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "between them")
  @Outcome(id = "12, 0", expect = ACCEPTABLE, desc = "behind them")
  @State
  public static class OneAfterTheOther {
    private final Box box = new Box();

    @Actor
    public void poster() {
      box.mailbox.accept(() -> box.read = box.read * 10 + 1);
      box.mailbox.accept(() -> box.read = box.read * 10 + 2);
    }

    @Actor
    public void delivery(II_Result r) {
      box.mailbox.doWork();
      r.r1 = box.read;
      box.read = 0;
    }

    @Arbiter
    public void later(II_Result r) {
      box.mailbox.doWork();
      r.r2 = box.read;
    }
  }
}
