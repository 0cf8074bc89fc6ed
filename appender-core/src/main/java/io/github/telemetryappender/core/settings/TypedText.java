package io.github.telemetryappender.core.settings;

/** One text as typed for a setting. It prints itself as a message may show it. */
final class TypedText {

  private final Setting<?> setting;
  private final String text;

  TypedText(Setting<?> setting, String text) {
    this.setting = setting;
    this.text = text;
  }

  String text() {
    return text;
  }

  /** {@code batch.linger = 2m <verdict>: <explanation>}, with secrets masked. */
  SettingsException refused(String verdict, String explanation) {
    return new SettingsException(this + " " + verdict + ": " + explanation);
  }

  SettingsException tooLow(String accepted) {
    return refused("is outside " + accepted, setting.itIs() + "; " + setting.whenTooLow());
  }

  SettingsException tooHigh(String accepted) {
    return refused("is outside " + accepted, setting.itIs() + "; " + setting.whenTooHigh());
  }

  /** {@code name = value}, the value masked as the setting asks for. */
  @Override
  public String toString() {
    return setting.name() + " = " + setting.secrecy().inMessage(text);
  }
}
