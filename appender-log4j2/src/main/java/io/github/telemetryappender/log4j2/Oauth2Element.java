package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Auth><Oauth2>}: client credentials of OAuth 2. */
@Plugin(name = "Oauth2", category = Core.CATEGORY_NAME, elementType = "oauth2")
final class Oauth2Element {

  private Oauth2Element() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute(value = "tokenUrl", sensitive = true) @Nullable String tokenUrl,
      @PluginAttribute("clientId") @Nullable String clientId,
      @PluginAttribute(value = "clientSecret", sensitive = true) @Nullable String clientSecret,
      @PluginAttribute("clientSecretFile") @Nullable String clientSecretFile,
      @PluginAttribute("scope") @Nullable String scope,
      @PluginAttribute("audience") @Nullable String audience,
      @PluginAttribute("clientAuthentication") @Nullable String clientAuthentication) {
    return settings ->
        settings
            .add("auth.oauth2.tokenUrl", tokenUrl)
            .add("auth.oauth2.clientId", clientId)
            .add("auth.oauth2.clientSecret", clientSecret)
            .add("auth.oauth2.clientSecretFile", clientSecretFile)
            .add("auth.oauth2.scope", scope)
            .add("auth.oauth2.audience", audience)
            .add("auth.oauth2.clientAuthentication", clientAuthentication);
  }
}
