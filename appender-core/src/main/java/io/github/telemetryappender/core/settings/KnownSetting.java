package io.github.telemetryappender.core.settings;

/**
 * One setting as a user meets it: for the adapters' tests, which set each through real XML, and for
 * the table in the README.
 *
 * @param name dotted, as in {@code auth.oauth2.tokenUrl}; all but the last word are groups
 * @param arity how often it may be typed, and as what
 * @param availability whether this version already acts upon it
 * @param defaultText what holds where it is not typed; empty for none
 * @param typedDefault the same as it may be typed; empty where no text says it
 * @param acceptedText what may be typed: a range or the choices
 * @param unit what it is measured in; empty where there is none
 * @param meaning a phrase that says what it is
 * @param sample a valid value other than the default
 */
public record KnownSetting(
    String name,
    Arity arity,
    Availability availability,
    String defaultText,
    String typedDefault,
    String acceptedText,
    String unit,
    String meaning,
    String sample) {

  /** How often a setting may be typed, and as what. */
  public enum Arity {
    /** One text. */
    SCALAR,
    /** Any number of texts, in order. */
    REPEATABLE,
    /** A component of the logging framework; its text is the name of its class. */
    COMPONENT
  }

  /** Whether this version acts upon a setting. */
  public enum Availability {
    AVAILABLE,
    /** Its name is reserved; any value is refused with a clear message. */
    LATER
  }

  /** The groups it stands in, dotted ({@code auth.oauth2}); empty for none. */
  public String group() {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  /** Its name within its group. */
  public String lastName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
