package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSetting.Availability;
import java.util.Optional;

/**
 * The declaration of one setting: its name, kind, default and the words for its messages.
 * Immutable; all of them stand in {@link SettingsTable}.
 */
final class Setting<T> {

  private final Declaration<T> declared;

  private Setting(Declaration<T> declared) {
    this.declared = declared;
  }

  static <T> Declaration<T> named(String name, ValueKind<T> kind) {
    return new Declaration<>(name, kind);
  }

  String name() {
    return declared.name;
  }

  ValueKind<T> kind() {
    return declared.kind;
  }

  /** The text as it is judged: spaces around it are XML's layout, except in a password. */
  String trimmed(String text) {
    return declared.keepsSpaces ? text : text.strip();
  }

  Secrecy secrecy() {
    return declared.secrecy;
  }

  boolean isRepeatable() {
    return declared.arity == Arity.REPEATABLE;
  }

  boolean isAvailable() {
    return declared.availability == Availability.AVAILABLE;
  }

  /** Why a value other than the neutral one is refused as long as the setting is not available. */
  String notAvailable() {
    return declared.notAvailable;
  }

  String itIs() {
    return "it is " + declared.meaning;
  }

  String whenTooLow() {
    return declared.whenTooLow;
  }

  String whenTooHigh() {
    return declared.whenTooHigh;
  }

  /** The default as a user would type it; empty for none. */
  Optional<String> defaultText() {
    return Optional.of(declared.defaultText).filter(text -> !text.isEmpty());
  }

  KnownSetting known() {
    return new KnownSetting(
        declared.name,
        declared.arity,
        declared.availability,
        declared.defaultText.isEmpty() ? declared.defaultNote : declared.defaultText,
        declared.defaultText,
        declared.accepted.isEmpty() ? declared.kind.accepted() : declared.accepted,
        declared.kind.unit(),
        declared.meaning,
        declared.sample);
  }

  @Override
  public String toString() {
    return declared.name;
  }

  /** A declaration under way. */
  static final class Declaration<T> {

    private final String name;
    private final ValueKind<T> kind;
    private String meaning = "";
    private String sample = "";
    private String defaultText = "";
    private String defaultNote = "";
    private String accepted = "";
    private String whenTooLow = "raise it";
    private String whenTooHigh = "lower it";
    private String notAvailable = "is not available yet in this version";
    private boolean keepsSpaces;
    private Arity arity = Arity.SCALAR;
    private Availability availability = Availability.AVAILABLE;
    private Secrecy secrecy = Secrecy.OPEN;

    private Declaration(String name, ValueKind<T> kind) {
      this.name = name;
      this.kind = kind;
    }

    /** What it is, as a phrase that follows "it is". */
    Declaration<T> meaning(String phrase) {
      meaning = phrase;
      return this;
    }

    Declaration<T> byDefault(String text) {
      defaultText = text;
      return this;
    }

    /** Says in words what holds where nothing was typed and no text could say it. */
    Declaration<T> defaultNote(String note) {
      defaultNote = note;
      return this;
    }

    Declaration<T> accepts(String words) {
      accepted = words;
      return this;
    }

    Declaration<T> whenTooLow(String remedy) {
      whenTooLow = remedy;
      return this;
    }

    Declaration<T> whenTooHigh(String remedy) {
      whenTooHigh = remedy;
      return this;
    }

    Declaration<T> repeatable() {
      arity = Arity.REPEATABLE;
      return this;
    }

    Declaration<T> component() {
      arity = Arity.COMPONENT;
      return this;
    }

    Declaration<T> secrecy(Secrecy shown) {
      secrecy = shown;
      return this;
    }

    Declaration<T> withItsSpaces() {
      keepsSpaces = true;
      return this;
    }

    /** Known, and refused with any value. */
    Declaration<T> notYet() {
      availability = Availability.LATER;
      return this;
    }

    /** Ends the declaration; {@code text} is a valid value other than the default. */
    Setting<T> sample(String text) {
      sample = text;
      return new Setting<>(this);
    }
  }
}
