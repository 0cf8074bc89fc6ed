package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.settings.TypedSettings;

/**
 * A child element of {@code <Telemetry>}: it holds settings as typed and hands them on unjudged.
 * Used by the thread that configures. Prints nothing of what it holds, as that may be secret.
 */
@FunctionalInterface
interface SettingsElement {

  /** By this name {@code <Telemetry>} recognises its children, whatever their class. */
  String TYPE = "telemetrySettings";

  /** Adds what stood in this element, under the dotted names of the settings. */
  void addTo(TypedSettings settings);
}
