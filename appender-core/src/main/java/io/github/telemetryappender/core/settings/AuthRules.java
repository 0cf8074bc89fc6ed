package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.FormatDeclaration.ApiKeyPlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Exactly one kind of credential, or none. */
final class AuthRules {

  private AuthRules() {}

  static AuthConfig judge(Choices choices, ApiKeyPlace apiKeyPlace) {
    requireTogether(choices, SettingsTable.USERNAME, SettingsTable.PASSWORD);
    requireTogether(choices, SettingsTable.PASSWORD, SettingsTable.USERNAME);
    requireTogether(choices, SettingsTable.API_KEY_HEADER, SettingsTable.API_KEY);
    requireOneKind(choices);
    return credential(choices, apiKeyPlace);
  }

  private static void requireTogether(Choices choices, Setting<?> one, Setting<?> other) {
    if (choices.isTyped(one) && !choices.isTyped(other)) {
      throw new SettingsException(
          one.name()
              + " is set without "
              + other.name()
              + ": they work together; set both, or remove the first");
    }
  }

  private static void requireOneKind(Choices choices) {
    List<String> kinds = kinds(choices);
    if (kinds.size() > 1) {
      throw new SettingsException(
          kinds.get(0)
              + " and "
              + kinds.get(1)
              + " are both set: exactly one kind of credential is accepted; remove one");
    }
  }

  /** The names of the kinds that were typed. */
  static List<String> kinds(Choices choices) {
    return Stream.of(
            SettingsTable.BEARER_TOKEN,
            SettingsTable.API_KEY,
            SettingsTable.USERNAME,
            SettingsTable.PROVIDER)
        .filter(choices::isTyped)
        .map(Setting::name)
        .toList();
  }

  /** The header that a credential fills, where that is known before it is fetched. */
  static Optional<String> header(AuthConfig auth) {
    if (auth instanceof AuthConfig.ApiKey apiKey) {
      return Optional.of(apiKey.header());
    }
    return auth instanceof AuthConfig.BearerToken || auth instanceof AuthConfig.Basic
        ? Optional.of("Authorization")
        : Optional.empty();
  }

  private static AuthConfig credential(Choices choices, ApiKeyPlace apiKeyPlace) {
    return Stream.<Optional<? extends AuthConfig>>of(
            choices.ifTyped(SettingsTable.BEARER_TOKEN).map(AuthConfig.BearerToken::new),
            choices.ifTyped(SettingsTable.API_KEY).map(key -> apiKey(choices, apiKeyPlace, key)),
            choices.ifTyped(SettingsTable.USERNAME).map(name -> basic(choices, name)),
            choices.ifTyped(SettingsTable.PROVIDER).map(AuthConfig.Provider::new))
        .flatMap(Optional::stream)
        .map(AuthConfig.class::cast)
        .findFirst()
        .orElseGet(AuthConfig.None::new);
  }

  /** The format's own place, unless the user names a header: then the key is sent as typed. */
  private static AuthConfig apiKey(Choices choices, ApiKeyPlace place, String key) {
    return choices
        .ifTyped(SettingsTable.API_KEY_HEADER)
        .map(header -> new AuthConfig.ApiKey(header, key))
        .orElseGet(() -> new AuthConfig.ApiKey(place.header(), place.scheme() + key));
  }

  private static AuthConfig basic(Choices choices, String username) {
    return new AuthConfig.Basic(username, choices.ifTyped(SettingsTable.PASSWORD).orElseThrow());
  }
}
