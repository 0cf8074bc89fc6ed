package io.github.telemetryappender.core.settings;

import org.jspecify.annotations.Nullable;

/** Which settings of {@code tls} and {@code proxy} go together. */
final class ConnectionRules {

  private final Choices choices;

  private ConnectionRules(Choices choices) {
    this.choices = choices;
  }

  static ConnectionConfig judge(Choices choices) {
    ConnectionRules rules = new ConnectionRules(choices);
    return new ConnectionConfig(rules.tls(), rules.proxy());
  }

  private TlsConfig tls() {
    requireOne(SettingsTable.TRUST_STORE, SettingsTable.CA_FILE);
    requireOne(SettingsTable.KEY_STORE, SettingsTable.CERTIFICATE_FILE);
    requireOne(SettingsTable.KEY_STORE, SettingsTable.KEY_FILE);
    require(SettingsTable.TRUST_STORE_PASSWORD, SettingsTable.TRUST_STORE);
    require(SettingsTable.KEY_STORE_PASSWORD, SettingsTable.KEY_STORE);
    require(SettingsTable.KEY_STORE, SettingsTable.KEY_STORE_PASSWORD);
    require(SettingsTable.CERTIFICATE_FILE, SettingsTable.KEY_FILE);
    require(SettingsTable.KEY_FILE, SettingsTable.CERTIFICATE_FILE);
    return new TlsConfig(
        store(SettingsTable.TRUST_STORE, SettingsTable.TRUST_STORE_PASSWORD),
        text(SettingsTable.CA_FILE),
        store(SettingsTable.KEY_STORE, SettingsTable.KEY_STORE_PASSWORD),
        pemIdentity());
  }

  private TlsConfig.@Nullable Store store(Setting<String> path, Setting<String> password) {
    String typed = text(path);
    return typed == null ? null : new TlsConfig.Store(typed, text(password));
  }

  private TlsConfig.@Nullable PemIdentity pemIdentity() {
    String certificateFile = text(SettingsTable.CERTIFICATE_FILE);
    String keyFile = text(SettingsTable.KEY_FILE);
    return certificateFile == null || keyFile == null
        ? null
        : new TlsConfig.PemIdentity(certificateFile, keyFile);
  }

  private @Nullable ProxyConfig proxy() {
    require(SettingsTable.PROXY_PORT, SettingsTable.PROXY_HOST);
    require(SettingsTable.PROXY_HOST, SettingsTable.PROXY_PORT);
    require(SettingsTable.PROXY_USERNAME, SettingsTable.PROXY_HOST);
    require(SettingsTable.PROXY_USERNAME, SettingsTable.PROXY_PASSWORD);
    require(SettingsTable.PROXY_PASSWORD, SettingsTable.PROXY_USERNAME);
    String host = text(SettingsTable.PROXY_HOST);
    return host == null
        ? null
        : new ProxyConfig(
            host,
            choices.ifTyped(SettingsTable.PROXY_PORT).orElseThrow(),
            text(SettingsTable.PROXY_USERNAME),
            text(SettingsTable.PROXY_PASSWORD));
  }

  private @Nullable String text(Setting<String> setting) {
    return choices.ifTyped(setting).orElse(null);
  }

  private void require(Setting<?> one, Setting<?> other) {
    if (choices.isTyped(one) && !choices.isTyped(other)) {
      throw new SettingsException(
          one.name()
              + " is set without "
              + other.name()
              + ": they work together; set both, or remove the first");
    }
  }

  private void requireOne(Setting<?> one, Setting<?> other) {
    if (choices.isTyped(one) && choices.isTyped(other)) {
      throw new SettingsException(
          one.name() + " and " + other.name() + " are both set: keep one of the two");
    }
  }
}
