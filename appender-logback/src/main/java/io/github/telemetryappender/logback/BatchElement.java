package io.github.telemetryappender.logback;

/** {@code <batch>}: When events are sent together. */
public final class BatchElement extends SettingsElement {

  /** The most events in a batch, 1..100000, default 1000. */
  public void setMaxEvents(String text) {
    typed("maxEvents", text);
  }

  /** The most bytes in a batch before compression, 4KB..64MB, default 1MB. */
  public void setMaxBytes(String text) {
    typed("maxBytes", text);
  }

  /** The longest an event waits for company, 1ms..1m, default 1s. */
  public void setLinger(String text) {
    typed("linger", text);
  }

  /** The same for WARN and ERROR, default 100ms. */
  public void setUrgentLinger(String text) {
    typed("urgentLinger", text);
  }
}
