package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** {@code <Headers>} around Log4j's own {@code <Property>}: sent with each request. */
@Plugin(name = "Headers", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class HeadersElement {

  private HeadersElement() {}

  @PluginFactory
  static SettingsElement of(@PluginElement("Property") Property[] properties) {
    return settings -> {
      for (Property property : properties) {
        settings.add("header", property.getName() + ": " + property.getValue());
      }
    };
  }
}
