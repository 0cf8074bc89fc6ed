package io.github.telemetryappender.logback;

/** {@code <delivery>}: How requests are made. */
public final class DeliveryElement extends SettingsElement {

  /** The most requests at a time, 1..64, default 4. */
  public void setMaxInFlight(String text) {
    typed("maxInFlight", text);
  }

  /** For connecting, default 5s. */
  public void setConnectTimeout(String text) {
    typed("connectTimeout", text);
  }

  /** For a whole exchange, 100ms..5m, default 10s. */
  public void setRequestTimeout(String text) {
    typed("requestTimeout", text);
  }
}
