package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.Choice.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user typed, read setting by setting, with the defaults for the rest. One thread. */
final class Choices {

  private final TypedSettings typed;

  Choices(TypedSettings typed) {
    this.typed = typed;
  }

  /** What holds for a setting that has a default. */
  <T> Choice<T> of(Setting<T> setting) {
    Optional<TypedText> text = text(setting);
    return text.isPresent()
        ? choice(setting, text.get(), Origin.TYPED)
        : choice(setting, defaultOf(setting), Origin.DEFAULT);
  }

  private static <T> Choice<T> choice(Setting<T> setting, TypedText text, Origin origin) {
    return new Choice<>(setting, setting.kind().read(text), text.text(), origin);
  }

  private static TypedText defaultOf(Setting<?> setting) {
    return new TypedText(setting, setting.defaultText().orElseThrow());
  }

  <T> T value(Setting<T> setting) {
    return of(setting).value();
  }

  /** What was typed for a setting without a default. */
  <T> Optional<T> ifTyped(Setting<T> setting) {
    return text(setting).map(setting.kind()::read);
  }

  /** What was typed for a repeatable setting, in order. */
  <T> List<T> all(Setting<T> setting) {
    List<T> values = new ArrayList<>();
    texts(setting).forEach(text -> values.add(setting.kind().read(text)));
    return values;
  }

  /** Reads what was typed for a setting, only to see that it can be read. */
  void check(Setting<?> setting) {
    if (!setting.isRepeatable()) {
      text(setting);
    }
    texts(setting).forEach(setting.kind()::read);
  }

  boolean isTyped(Setting<?> setting) {
    return !typed.all(setting.name()).isEmpty();
  }

  /** The text typed for a setting that is not repeatable. */
  Optional<TypedText> text(Setting<?> setting) {
    List<TypedText> texts = texts(setting);
    if (texts.size() > 1) {
      throw new SettingsException(
          setting.name() + " is set " + texts.size() + " times: one value is accepted; keep one");
    }
    return texts.stream().findFirst();
  }

  /** All texts typed for a setting, spaces around them removed. */
  List<TypedText> texts(Setting<?> setting) {
    return typed.all(setting.name()).stream().map(text -> text(setting, text)).toList();
  }

  private static TypedText text(Setting<?> setting, String text) {
    if (text.isBlank()) {
      throw new SettingsException(
          setting.name() + " is empty: " + setting.itIs() + "; give it a value, or remove it");
    }
    return new TypedText(setting, setting.trimmed(text));
  }
}
