package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** {@code <Labels>} around Log4j's own {@code <Property>}: stream labels. */
@Plugin(name = "Labels", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class LabelsElement {

  private LabelsElement() {}

  @PluginFactory
  static SettingsElement of(@PluginElement("Property") Property[] properties) {
    return settings -> {
      for (Property property : properties) {
        settings.add("label", property.getName() + "=" + property.getValue());
      }
    };
  }
}
