package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** {@code <Attributes>} around Log4j's own {@code <Property>}: static resource attributes. */
@Plugin(name = "Attributes", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class AttributesElement {

  private AttributesElement() {}

  @PluginFactory
  static SettingsElement of(@PluginElement("Property") Property[] properties) {
    return settings -> {
      for (Property property : properties) {
        settings.add("attribute", property.getName() + "=" + property.getValue());
      }
    };
  }
}
