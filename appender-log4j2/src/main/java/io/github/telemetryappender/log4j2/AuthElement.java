package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Auth>}: as whom the events are sent; exactly one kind of credential. */
@Plugin(name = "Auth", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class AuthElement {

  private AuthElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute(value = "bearerToken", sensitive = true) @Nullable String bearerToken,
      @PluginAttribute("tokenFile") @Nullable String tokenFile,
      @PluginAttribute(value = "apiKey", sensitive = true) @Nullable String apiKey,
      @PluginAttribute("apiKeyHeader") @Nullable String apiKeyHeader,
      @PluginAttribute("username") @Nullable String username,
      @PluginAttribute(value = "password", sensitive = true) @Nullable String password,
      @PluginAttribute("credentialsFile") @Nullable String credentialsFile,
      @PluginAttribute("provider") @Nullable String provider,
      @PluginElement("oauth2") @Nullable SettingsElement oauth2) {
    return settings -> {
      settings
          .add("auth.bearerToken", bearerToken)
          .add("auth.tokenFile", tokenFile)
          .add("auth.apiKey", apiKey)
          .add("auth.apiKeyHeader", apiKeyHeader)
          .add("auth.username", username)
          .add("auth.password", password)
          .add("auth.credentialsFile", credentialsFile)
          .add("auth.provider", provider);
      if (oauth2 != null) {
        oauth2.addTo(settings);
      }
    };
  }
}
