package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginConfiguration;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.config.plugins.PluginNode;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.logging.log4j.util.Strings;
import org.jspecify.annotations.Nullable;

/**
 * {@code <Headers>} around Log4j's own {@code <Property>}: sent with each request. It reads the
 * properties itself ({@code deferChildren}): Log4j would print their values while it debugs a
 * configuration, and a header's value may be a credential.
 */
@Plugin(
    name = "Headers",
    category = Core.CATEGORY_NAME,
    elementType = SettingsElement.TYPE,
    deferChildren = true)
final class HeadersElement {

  private static final Logger LOGGER = StatusLogger.getLogger();

  private HeadersElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginNode Node headers, @PluginConfiguration Configuration configuration) {
    return settings -> {
      for (Node child : headers.getChildren()) {
        settings.add("header", header(child, configuration));
      }
    };
  }

  private static @Nullable String header(Node property, Configuration configuration) {
    String name = attribute("name", property, configuration);
    if (name == null || !property.getName().equalsIgnoreCase("Property")) {
      LOGGER.error("Headers contains an element {} that is no named Property", property.getName());
      return null;
    }
    String text = replaced(property.getValue(), configuration);
    String value = Strings.isNotEmpty(text) ? text : attribute("value", property, configuration);
    return name + ": " + (value == null ? "" : value);
  }

  /** Names of attributes have no case in Log4j. */
  private static @Nullable String attribute(
      String name, Node property, Configuration configuration) {
    for (var attribute : property.getAttributes().entrySet()) {
      if (attribute.getKey().equalsIgnoreCase(name)) {
        return replaced(attribute.getValue(), configuration);
      }
    }
    return null;
  }

  /** With lookups like {@code ${env:TOKEN}} replaced. */
  private static @Nullable String replaced(@Nullable String text, Configuration configuration) {
    return configuration.getStrSubstitutor().replace(text);
  }
}
