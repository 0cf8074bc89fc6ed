package io.github.telemetryappender.logback;

/** {@code <retry>}: How long and how often it is tried again. */
public final class RetryElement extends SettingsElement {

  /** The first wait, default 1s. */
  public void setInitialBackoff(String text) {
    typed("initialBackoff", text);
  }

  /** The longest wait, default 60s. */
  public void setMaxBackoff(String text) {
    typed("maxBackoff", text);
  }

  /** The growth of the wait from one attempt to the next, default 2. */
  public void setMultiplier(String text) {
    typed("multiplier", text);
  }

  /** The most attempts, default 0: no limit. */
  public void setMaxAttempts(String text) {
    typed("maxAttempts", text);
  }

  /** An older event is given up, 1s..30d, default 15m (48h with a spool). */
  public void setMaxEventAge(String text) {
    typed("maxEventAge", text);
  }

  /** Changes to the statuses that are tried again, as {@code +500,-404}. */
  public void setStatuses(String text) {
    typed("statuses", text);
  }

  /** How fast a backlog is sent after an outage, 0..100; 0 means unpaced. */
  public void setBacklogPace(String text) {
    typed("backlogPace", text);
  }
}
