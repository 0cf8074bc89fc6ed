package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.FormatDeclaration.ApiKeyPlace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Exactly one kind of credential, or none. */
final class AuthRules {

  private static final String AUTHORIZATION = "Authorization";

  private AuthRules() {}

  static AuthConfig judge(Choices choices, FormatDeclaration format, ProcessFacts process) {
    requireTogether(choices, SettingsTable.USERNAME, SettingsTable.PASSWORD);
    requireTogether(choices, SettingsTable.PASSWORD, SettingsTable.USERNAME);
    requireTogether(choices, SettingsTable.API_KEY_HEADER, SettingsTable.API_KEY);
    requireOneKind(choices);
    OauthRules.judge(choices);
    return credential(choices, format, process);
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
    Stream<Setting<?>> first =
        Stream.of(
            SettingsTable.BEARER_TOKEN,
            SettingsTable.TOKEN_FILE,
            SettingsTable.API_KEY,
            SettingsTable.USERNAME);
    Stream<Setting<?>> last = Stream.of(SettingsTable.CREDENTIALS_FILE, SettingsTable.PROVIDER);
    return Stream.concat(first, Stream.concat(OauthRules.typed(choices).limit(1), last))
        .filter(choices::isTyped)
        .map(Setting::name)
        .toList();
  }

  /** The header that a credential fills; empty for none. */
  static Optional<String> header(AuthConfig auth) {
    if (auth instanceof AuthConfig.None) {
      return Optional.empty();
    }
    return Optional.of(auth instanceof AuthConfig.ApiKey apiKey ? apiKey.header() : AUTHORIZATION);
  }

  private static AuthConfig credential(
      Choices choices, FormatDeclaration format, ProcessFacts process) {
    return Stream.<Optional<? extends AuthConfig>>of(
            choices.ifTyped(SettingsTable.BEARER_TOKEN).map(AuthConfig.BearerToken::new),
            choices.ifTyped(SettingsTable.TOKEN_FILE).map(AuthConfig.TokenFile::new),
            choices
                .ifTyped(SettingsTable.API_KEY)
                .map(key -> apiKey(choices, format.apiKey(), key)),
            choices.ifTyped(SettingsTable.USERNAME).map(name -> basic(choices, name)),
            choices.ifTyped(SettingsTable.OAUTH2_TOKEN_URL).map(url -> OauthRules.of(choices, url)),
            choices.ifTyped(SettingsTable.CREDENTIALS_FILE).map(AuthConfig.CredentialsFile::new),
            choices.ifTyped(SettingsTable.PROVIDER).map(AuthConfig.Provider::new))
        .flatMap(Optional::stream)
        .map(AuthConfig.class::cast)
        .findFirst()
        .orElseGet(() -> byDefault(format.name(), process));
  }

  /** The format's own place, unless the user names a header: then the key is sent as typed. */
  private static AuthConfig apiKey(Choices choices, ApiKeyPlace place, String key) {
    return choices
        .ifTyped(SettingsTable.API_KEY_HEADER)
        .map(header -> new AuthConfig.ApiKey(header, key))
        .orElseGet(() -> new AuthConfig.ApiKey(place.header(), place.scheme() + key));
  }

  /** The Enso cloud takes nobody without a credential, and its tools leave one in this place. */
  static AuthConfig byDefault(String format, ProcessFacts process) {
    if (!format.equals("enso")) {
      return new AuthConfig.None();
    }
    String named = process.environment().getOrDefault("ENSO_CLOUD_CREDENTIALS_FILE", "");
    return new AuthConfig.CredentialsFile(
        named.isBlank() ? process.homeDirectory() + "/.enso/credentials" : named);
  }

  private static AuthConfig basic(Choices choices, String username) {
    return new AuthConfig.Basic(username, choices.ifTyped(SettingsTable.PASSWORD).orElseThrow());
  }
}
