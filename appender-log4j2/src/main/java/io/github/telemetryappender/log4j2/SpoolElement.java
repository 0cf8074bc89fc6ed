package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Spool>}: where events survive an outage and a killed process. */
@Plugin(name = "Spool", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class SpoolElement {

  private SpoolElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("directory") @Nullable String directory,
      @PluginAttribute("maxBytes") @Nullable String maxBytes,
      @PluginAttribute("minFreeBytes") @Nullable String minFreeBytes,
      @PluginAttribute("durability") @Nullable String durability) {
    return settings ->
        settings
            .add("spool.directory", directory)
            .add("spool.maxBytes", maxBytes)
            .add("spool.minFreeBytes", minFreeBytes)
            .add("spool.durability", durability);
  }
}
