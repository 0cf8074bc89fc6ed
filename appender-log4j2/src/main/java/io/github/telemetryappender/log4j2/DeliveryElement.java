package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Delivery>}: how requests are made. */
@Plugin(name = "Delivery", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class DeliveryElement {

  private DeliveryElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("maxInFlight") @Nullable String maxInFlight,
      @PluginAttribute("connectTimeout") @Nullable String connectTimeout,
      @PluginAttribute("requestTimeout") @Nullable String requestTimeout) {
    return settings ->
        settings
            .add("delivery.maxInFlight", maxInFlight)
            .add("delivery.connectTimeout", connectTimeout)
            .add("delivery.requestTimeout", requestTimeout);
  }
}
