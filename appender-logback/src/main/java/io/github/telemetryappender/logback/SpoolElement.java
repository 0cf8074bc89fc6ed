package io.github.telemetryappender.logback;

/**
 * {@code <spool>}: Where events survive an outage and a killed process; off without a directory.
 */
public final class SpoolElement extends SettingsElement {

  /** The directory of the spool. */
  public void setDirectory(String text) {
    typed("directory", text);
  }

  /** The most bytes on disk, default 256MB. */
  public void setMaxBytes(String text) {
    typed("maxBytes", text);
  }

  /** What is left free on the disk, default 512MB. */
  public void setMinFreeBytes(String text) {
    typed("minFreeBytes", text);
  }

  /** What is survived: {@code process} (default) or {@code power}. */
  public void setDurability(String text) {
    typed("durability", text);
  }
}
