package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.event.ReportChannel;

/** Counts what is said, and sees to it that it holds no secret. */
final class SimReports implements ReportChannel {

  private final Trace trace;
  private final Sometimes sometimes;
  private int count;
  private int countOfAll;

  SimReports(Trace trace, Sometimes sometimes) {
    this.trace = trace;
    this.sometimes = sometimes;
  }

  @Override
  public void info(String message) {
    said(message);
    sometimes.reached(message.contains("recovered after"), "recovery reported");
    sometimes.reached(message.contains("found the endpoint"), "check at the start passed");
    sometimes.reached(
        message.contains("accepts the credential again"), "credential held, released");
    sometimes.reached(message.contains("took") && message.contains("over"), "took over");
    sometimes.reached(message.contains("alert level"), "alert taken back");
  }

  @Override
  public void warn(String message, Throwable cause) {
    said(message);
    sometimes.reached(message.contains("on hold"), "hold reported");
    sometimes.reached(message.contains("check at the start failed"), "check at the start failed");
    sometimes.reached(message.contains("refuses the credential"), "credential held");
    sometimes.reached(message.contains("asking again is pointless"), "credential terminal");
    sometimes.reached(message.contains("could not be refreshed"), "refresh failed");
    sometimes.reached(message.contains("and remarked"), "remark reported");
    sometimes.reached(message.contains("alert level"), "alert reported");
    sometimes.reached(message.contains("refused at the door"), "refusals reported");
    if (message.contains("broke down")) {
      throw new Violation("a step threw", message);
    }
  }

  private void said(String message) {
    countOfAll++;
    if (!message.contains("alert level")) {
      count++; // how full memory is gives no signal: it is seen by whatever step looks
    }
    trace.add(message.hashCode());
    if (Trace.TOLD) {
      trace.tell("says: %s", message);
    }
    checkSecrets(message);
    for (int i = 0; i < message.length(); i++) {
      if (Character.isISOControl(message.charAt(i))) {
        throw new Violation("13 auth", "a report holds a control character");
      }
    }
  }

  /** Sees to it that a text for others holds no credential. */
  static void checkSecrets(String text) {
    if (text.contains(SimIssuer.MARK) || text.contains(SimParts.FIXED_TOKEN)) {
      throw new Violation("13 auth", "a secret is told: %s", text);
    }
  }

  /** What was said, but for alert levels. */
  int count() {
    return count;
  }

  /** What was said in all. */
  int countOfAll() {
    return countOfAll;
  }
}
