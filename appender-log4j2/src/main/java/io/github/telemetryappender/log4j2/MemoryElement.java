package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Memory>}: how much memory may be used. */
@Plugin(name = "Memory", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class MemoryElement {

  private MemoryElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("maxBytes") @Nullable String maxBytes,
      @PluginAttribute("overflow") @Nullable String overflow,
      @PluginAttribute("overflowTimeout") @Nullable String overflowTimeout) {
    return settings ->
        settings
            .add("memory.maxBytes", maxBytes)
            .add("memory.overflow", overflow)
            .add("memory.overflowTimeout", overflowTimeout);
  }
}
