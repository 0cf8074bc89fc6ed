package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Retry>}: how long and how often it is tried again. */
@Plugin(name = "Retry", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class RetryElement {

  private RetryElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("initialBackoff") @Nullable String initialBackoff,
      @PluginAttribute("maxBackoff") @Nullable String maxBackoff,
      @PluginAttribute("multiplier") @Nullable String multiplier,
      @PluginAttribute("maxAttempts") @Nullable String maxAttempts,
      @PluginAttribute("maxEventAge") @Nullable String maxEventAge,
      @PluginAttribute("statuses") @Nullable String statuses,
      @PluginAttribute("backlogPace") @Nullable String backlogPace) {
    return settings ->
        settings
            .add("retry.initialBackoff", initialBackoff)
            .add("retry.maxBackoff", maxBackoff)
            .add("retry.multiplier", multiplier)
            .add("retry.maxAttempts", maxAttempts)
            .add("retry.maxEventAge", maxEventAge)
            .add("retry.statuses", statuses)
            .add("retry.backlogPace", backlogPace);
  }
}
