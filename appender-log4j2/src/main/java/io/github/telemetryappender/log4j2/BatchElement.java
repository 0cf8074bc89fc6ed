package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Batch>}: when events are sent together. */
@Plugin(name = "Batch", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class BatchElement {

  private BatchElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("maxEvents") @Nullable String maxEvents,
      @PluginAttribute("maxBytes") @Nullable String maxBytes,
      @PluginAttribute("linger") @Nullable String linger,
      @PluginAttribute("urgentLinger") @Nullable String urgentLinger) {
    return settings ->
        settings
            .add("batch.maxEvents", maxEvents)
            .add("batch.maxBytes", maxBytes)
            .add("batch.linger", linger)
            .add("batch.urgentLinger", urgentLinger);
  }
}
