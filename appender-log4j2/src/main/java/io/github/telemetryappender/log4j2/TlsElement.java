package io.github.telemetryappender.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.jspecify.annotations.Nullable;

/** {@code <Tls>}: whom to trust, and as whom to connect. */
@Plugin(name = "Tls", category = Core.CATEGORY_NAME, elementType = SettingsElement.TYPE)
final class TlsElement {

  private TlsElement() {}

  @PluginFactory
  static SettingsElement of(
      @PluginAttribute("trustStore") @Nullable String trustStore,
      @PluginAttribute(value = "trustStorePassword", sensitive = true)
          @Nullable String trustStorePassword,
      @PluginAttribute("keyStore") @Nullable String keyStore,
      @PluginAttribute(value = "keyStorePassword", sensitive = true)
          @Nullable String keyStorePassword,
      @PluginAttribute("caFile") @Nullable String caFile,
      @PluginAttribute("certificateFile") @Nullable String certificateFile,
      @PluginAttribute("keyFile") @Nullable String keyFile) {
    return settings ->
        settings
            .add("tls.trustStore", trustStore)
            .add("tls.trustStorePassword", trustStorePassword)
            .add("tls.keyStore", keyStore)
            .add("tls.keyStorePassword", keyStorePassword)
            .add("tls.caFile", caFile)
            .add("tls.certificateFile", certificateFile)
            .add("tls.keyFile", keyFile);
  }
}
