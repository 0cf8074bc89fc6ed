package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Alerts>}: when the appender raises its voice. */
@Plugin(name = "Alerts", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class AlertsElement {

  private AlertsElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("enabled") @Nullable String enabled,
      @PluginAttribute("failedAttempts") @Nullable String failedAttempts,
      @PluginAttribute("oldestEvent") @Nullable String oldestEvent,
      @PluginAttribute("fill") @Nullable String fill) {
    return settings ->
        settings
            .add("alerts.enabled", enabled)
            .add("alerts.failedAttempts", failedAttempts)
            .add("alerts.oldestEvent", oldestEvent)
            .add("alerts.fill", fill);
  }
}
