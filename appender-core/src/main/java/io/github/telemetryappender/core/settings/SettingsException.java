package io.github.telemetryappender.core.settings;

/**
 * A configuration that cannot be used. The message names the setting, the value as typed and what
 * is accepted, and goes to the framework's status channel as it is.
 */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }

  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
