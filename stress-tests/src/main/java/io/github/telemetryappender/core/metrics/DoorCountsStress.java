package io.github.telemetryappender.core.metrics;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.event.Severity;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * What is refused at the door is told once, now or when the quiet is over. Every outcome that is
 * not listed is forbidden.
 *
 * <p>Seen to fail: when the delivery thread takes note of new refusals after it has counted them.
 */
public class DoorCountsStress {

  /** Adds up the events that lines speak of. */
  private static final class Told implements ReportChannel {

    private int events;

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message, Throwable cause) {
      String text = message.substring(message.indexOf("door: ") + "door: ".length());
      events += Integer.parseInt(text.substring(0, text.indexOf(' ')));
    }
  }

  /** Results: events told meanwhile, events told later. One had been refused before. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both at once")
  @State
  public static class RefusalAgainstReport {
    private final Told told = new Told();
    private final Reporter reporter = new Reporter("stress", told);
    private final DoorCounts door = new DoorCounts(() -> {});

    {
      door.count(DropReason.OVERFLOW, Severity.INFO);
    }

    @Actor
    public void caller() {
      door.count(DropReason.OVERFLOW, Severity.INFO);
    }

    @Actor
    public void delivery(II_Result r) {
      door.doWork(0, reporter);
      r.r1 = told.events;
      told.events = 0;
    }

    @Arbiter
    public void later(II_Result r) {
      door.doWork(Reporter.QUIET_NANOS, reporter);
      r.r2 = told.events;
    }
  }

  /** Nothing had been refused before: whoever is not told is woken. Results: told, woken, later. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "too early, and told when woken")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "in time")
  @State
  public static class FirstRefusalAgainstReport {
    private final Told told = new Told();
    private final Reporter reporter = new Reporter("stress", told);
    private final DoorCounts door = new DoorCounts(() -> {});

    @Actor
    public void caller() {
      door.count(DropReason.STOPPED, Severity.INFO);
    }

    @Actor
    public void delivery(II_Result r) {
      door.doWork(0, reporter);
      r.r1 = told.events;
      told.events = 0;
    }

    @Arbiter
    public void later(II_Result r) {
      door.doWork(Reporter.QUIET_NANOS, reporter);
      r.r2 = told.events;
    }
  }
}
