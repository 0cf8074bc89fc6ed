package io.github.telemetryappender.logback;

/** {@code <memory>}: How much memory the appender may use. */
public final class MemoryElement extends SettingsElement {

  /** All that is held of events, 4MB..4GB, default 32MB. */
  public void setMaxBytes(String text) {
    typed("maxBytes", text);
  }

  /** What a call does when memory is full: {@code drop} (default) or {@code block}. */
  public void setOverflow(String text) {
    typed("overflow", text);
  }

  /** The longest a call waits with {@code block}, default 100ms. */
  public void setOverflowTimeout(String text) {
    typed("overflowTimeout", text);
  }
}
