package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Proxy>}: the proxy on the way. */
@Plugin(name = "Proxy", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class ProxyElement {

  private ProxyElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("host") @Nullable String host,
      @PluginAttribute("port") @Nullable String port,
      @PluginAttribute("username") @Nullable String username,
      @PluginAttribute(value = "password", sensitive = true) @Nullable String password) {
    return settings ->
        settings
            .add("proxy.host", host)
            .add("proxy.port", port)
            .add("proxy.username", username)
            .add("proxy.password", password);
  }
}
