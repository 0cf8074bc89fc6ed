package io.github.telemetryappender.logback;

import io.github.telemetryappender.core.settings.TypedSettings;
import org.jspecify.annotations.Nullable;

/**
 * An XML element that holds settings: it remembers what stood in it, word for word. Judging is the
 * core's, so nothing here can fail. Used by the thread that configures.
 */
abstract class SettingsElement {

  private final TypedSettings typed = new TypedSettings();

  SettingsElement() {}

  /** Remembers one setting of this element by its name in the XML. */
  final void typed(String name, @Nullable String text) {
    typed.add(name, text);
  }

  /** Takes over an element nested in this one. */
  final void nested(String name, SettingsElement element) {
    element.copyTo(typed, name);
  }

  /** Adds what stood in this element, each name prefixed with the element's own. */
  final void copyTo(TypedSettings target, String elementName) {
    for (String name : typed.names()) {
      for (String text : typed.all(name)) {
        target.add(elementName + "." + name, text);
      }
    }
  }
}
