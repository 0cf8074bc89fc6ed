package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** {@code <Options>} around Log4j's own {@code <Property>}: options of the format. */
@Plugin(name = "Options", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class OptionsElement {

  private OptionsElement() {}

  @PluginFactory
  static SettingsElement of(@PluginElement("Property") Property[] properties) {
    return settings -> {
      for (Property property : properties) {
        settings.add("option", property.getName() + "=" + property.getValue());
      }
    };
  }
}
