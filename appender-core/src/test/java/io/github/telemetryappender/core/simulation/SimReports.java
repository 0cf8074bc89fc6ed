package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.event.ReportChannel;

/** Counts what is said, and sees to it that it holds no secret. */
final class SimReports implements ReportChannel {

  private final Trace trace;
  private final SimClock clock;
  private final Sometimes sometimes;
  private int count;

  SimReports(Trace trace, SimClock clock, Sometimes sometimes) {
    this.trace = trace;
    this.clock = clock;
    this.sometimes = sometimes;
  }

  @Override
  public void info(String message) {
    said(message);
    if (message.contains("recovered after")) {
      sometimes.reached("recovery reported");
    }
  }

  @Override
  public void warn(String message, Throwable cause) {
    said(message);
    if (message.contains("on hold")) {
      sometimes.reached("hold reported");
    }
  }

  private void said(String message) {
    if (!message.contains("alert level")) {
      count++; // how full memory is gives no signal: it is seen by whatever step looks
    }
    trace.add(message.hashCode(), clock.elapsed(), message);
    check(
        !message.contains(SimTokens.MARK) && !message.contains(SimParts.FIXED_TOKEN),
        "13 auth",
        "a report holds a secret");
    check(
        message.chars().noneMatch(Character::isISOControl),
        "13 auth",
        "a report holds a control character");
  }

  int count() {
    return count;
  }
}
