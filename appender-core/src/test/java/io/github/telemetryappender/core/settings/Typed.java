package io.github.telemetryappender.core.settings;

/** Settings typed in a test: name, text, name, text, … */
final class Typed {

  private Typed() {}

  static TypedSettings settings(String... namesAndTexts) {
    TypedSettings typed = new TypedSettings();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      typed.add(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return typed;
  }
}
