package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Redact pattern="…"/>}: a regular expression of what becomes {@code ***}; repeatable. */
@Plugin(name = "Redact", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class RedactElement {

  private RedactElement() {}

  @PluginFactory
  static SettingsElement of(@PluginAttribute("pattern") @Nullable String pattern) {
    return settings -> settings.add("redact", pattern);
  }
}
