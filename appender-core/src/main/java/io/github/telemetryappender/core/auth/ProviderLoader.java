package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.settings.UserCode;

/** Makes the application's {@link TokenProvider} from the name of its class. */
final class ProviderLoader {

  private ProviderLoader() {}

  /**
   * Constructs the provider on the calling thread; fetches nothing.
   *
   * @throws SettingsException naming {@code auth.provider}, the class and what is wrong with it
   */
  static TokenProvider load(String className) {
    return UserCode.construct("auth.provider", className, TokenProvider.class);
  }
}
