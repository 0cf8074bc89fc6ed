package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What OAuth 2 client credentials need to be whole. */
final class OauthRules {

  private static final String LIKE = "write it like https://login.example.com/token";

  private OauthRules() {}

  /** Reads the URL of a token endpoint: a secret goes there, so never in the clear. */
  static URI tokenUrl(TypedText typed) {
    URI url =
        EndpointUrl.read(
            typed,
            LIKE,
            "URLs end up in logs; use auth.oauth2.clientId and auth.oauth2.clientSecret");
    if (!EndpointUrl.isHttps(url) && !LoopbackHost.isIn(url)) {
      throw typed.refused(
          "would send the client's secret unencrypted to another host",
          "credentials need https://, even with allowInsecure");
    }
    return url;
  }

  /** The settings of the group that were typed. */
  static Stream<Setting<?>> typed(Choices choices) {
    return Stream.<Setting<?>>of(
            SettingsTable.OAUTH2_TOKEN_URL,
            SettingsTable.OAUTH2_CLIENT_ID,
            SettingsTable.OAUTH2_CLIENT_SECRET,
            SettingsTable.OAUTH2_CLIENT_SECRET_FILE,
            SettingsTable.OAUTH2_SCOPE,
            SettingsTable.OAUTH2_AUDIENCE,
            SettingsTable.OAUTH2_CLIENT_AUTHENTICATION)
        .filter(choices::isTyped);
  }

  /** Whether what was typed of the group belongs together. */
  static void judge(Choices choices) {
    typed(choices)
        .findFirst()
        .ifPresent(
            first -> {
              require(choices, first, SettingsTable.OAUTH2_TOKEN_URL);
              require(choices, first, SettingsTable.OAUTH2_CLIENT_ID);
              requireOneSecret(choices, first);
            });
  }

  private static void require(Choices choices, Setting<?> first, Setting<?> needed) {
    if (!choices.isTyped(needed)) {
      throw new SettingsException(
          first.name()
              + " is set without "
              + needed.name()
              + ": they work together; set both, or remove the first");
    }
  }

  private static void requireOneSecret(Choices choices, Setting<?> first) {
    List<String> secrets =
        typed(choices)
            .filter(
                setting ->
                    setting == SettingsTable.OAUTH2_CLIENT_SECRET
                        || setting == SettingsTable.OAUTH2_CLIENT_SECRET_FILE)
            .map(Setting::name)
            .toList();
    if (secrets.size() > 1) {
      throw new SettingsException(
          secrets.get(0) + " and " + secrets.get(1) + " are both set: keep one of the two");
    }
    if (secrets.isEmpty()) {
      throw new SettingsException(
          first.name()
              + " is set without a secret: set auth.oauth2.clientSecret or"
              + " auth.oauth2.clientSecretFile");
    }
  }

  static AuthConfig.Oauth2 of(Choices choices, URI tokenUrl) {
    return new AuthConfig.Oauth2(
        tokenUrl,
        choices.ifTyped(SettingsTable.OAUTH2_CLIENT_ID).orElseThrow(),
        textOf(choices, SettingsTable.OAUTH2_CLIENT_SECRET),
        textOf(choices, SettingsTable.OAUTH2_CLIENT_SECRET_FILE),
        textOf(choices, SettingsTable.OAUTH2_SCOPE),
        textOf(choices, SettingsTable.OAUTH2_AUDIENCE),
        choices.value(SettingsTable.OAUTH2_CLIENT_AUTHENTICATION));
  }

  private static @Nullable String textOf(Choices choices, Setting<String> setting) {
    return choices.ifTyped(setting).orElse(null);
  }
}
