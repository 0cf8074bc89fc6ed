package io.github.telemetryappender.core.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.telemetryappender.core.delivery.CircuitBreaker.Permit;
import io.github.telemetryappender.core.time.Parker;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Exchanges that come back at the same time, each on a thread of its own. The breaker is the
 * delivery thread's alone; what races are the letters that bring the outcomes. Whatever their
 * order, the one probe's outcome decides, and its permit comes back once. Every outcome that is not
 * listed is forbidden.
 *
 * <p>Seen to fail: when a late outcome is taken for the probe's, and when posters do not compare.
 */
public class ComingBackStress {

  private static final int HALF_OPEN = CircuitBreaker.State.HALF_OPEN.ordinal();

  /** A breaker that is half open, with its probe under way. */
  private static final class HalfOpen implements Parker {

    private static final Backoff BACKOFF =
        new Backoff(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60), 2);

    private final Mailbox mailbox = new Mailbox(this);
    private final CircuitBreaker breaker =
        new CircuitBreaker(BACKOFF, new SplittableRandom(1), TimeUnit.SECONDS.toNanos(11));
    private final long now;
    private final Permit probe;

    HalfOpen() {
      for (int failure = 0; failure < 5; failure++) {
        breaker.failed(null, 0);
      }
      now = breaker.nanosUntilAllowed(0);
      probe = breaker.started(now);
    }

    void succeeds(Permit permit) {
      mailbox.accept(() -> breaker.succeeded(permit, now));
    }

    void fails(Permit permit) {
      mailbox.accept(() -> breaker.failed(permit, now));
    }

    /** Results: the breaker's state, whether the next probe may go. */
    void read(II_Result r) {
      mailbox.doWork();
      r.r1 = breaker.state(now).ordinal() == HALF_OPEN ? 1 : 0;
      r.r2 = breaker.nanosUntilAllowed(now) == 0 ? 1 : 0;
    }

    @Override
    public void park(long nanos) {}

    @Override
    public void unpark() {}
  }

  /** A probe that succeeds, and an attempt of before that failed. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "half open, the next probe may go")
  @State
  public static class ProbeAndOneOfBefore {
    private final HalfOpen half = new HalfOpen();

    @Actor
    public void probe() {
      half.succeeds(half.probe);
    }

    @Actor
    public void before() {
      half.fails(null);
    }

    @Arbiter
    public void later(II_Result r) {
      half.read(r);
    }
  }

  /** As before, with two of before. Needs three processors. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "half open, the next probe may go")
  @State
  public static class ProbeAndTwoOfBefore {
    private final HalfOpen half = new HalfOpen();

    @Actor
    public void probe() {
      half.succeeds(half.probe);
    }

    @Actor
    public void before() {
      half.fails(null);
    }

    @Actor
    public void andAnother() {
      half.succeeds(null);
    }

    @Arbiter
    public void later(II_Result r) {
      half.read(r);
    }
  }

  /** A probe that fails, and an attempt of before that succeeds. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "open again")
  @State
  public static class FailingProbeAndOneOfBefore {
    private final HalfOpen half = new HalfOpen();

    @Actor
    public void probe() {
      half.fails(half.probe);
    }

    @Actor
    public void before() {
      half.succeeds(null);
    }

    @Arbiter
    public void later(II_Result r) {
      half.read(r);
    }
  }
}
