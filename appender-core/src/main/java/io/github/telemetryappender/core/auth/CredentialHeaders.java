package io.github.telemetryappender.core.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what was configured, or a token that was fetched, into the header that carries it. */
final class CredentialHeaders {

  private static final String AUTHORIZATION = "Authorization";

  private CredentialHeaders() {}

  /**
   * The header of a credential that never changes; null for none.
   *
   * @throws SettingsException for a value that a header cannot carry; says where in it, never what
   */
  static @Nullable Header of(AuthConfig auth) {
    if (auth instanceof AuthConfig.BearerToken bearer) {
      return bearer("auth.bearerToken", bearer.token());
    }
    if (auth instanceof AuthConfig.ApiKey apiKey) {
      return apiKey(apiKey);
    }
    if (auth instanceof AuthConfig.Basic basic) {
      return basic(basic);
    }
    return null;
  }

  /** Hides the parts of a credential that never changes. */
  static SecretMask maskOf(AuthConfig auth) {
    if (auth instanceof AuthConfig.BearerToken bearer) {
      return SecretMask.of(List.of(bearer.token()));
    }
    if (auth instanceof AuthConfig.ApiKey apiKey) {
      return SecretMask.of(List.of(apiKey.key().split(" ", -1)));
    }
    if (auth instanceof AuthConfig.Basic basic) {
      return SecretMask.of(List.of(basic.password(), pairOf(basic)));
    }
    return SecretMask.NONE;
  }

  /** {@code Authorization: Bearer …} of RFC 6750 section 2.1, for a value already judged. */
  static Header bearer(String value) {
    return new Header(AUTHORIZATION, "Bearer " + value);
  }

  /**
   * What makes a token unfit for a header, in words that follow its name and do not hold it; null
   * where it is fit.
   */
  static @Nullable String flawOfToken(@Nullable String value) {
    return flaw(value, '!');
  }

  private static Header bearer(String setting, String token) {
    refuse(setting, flawOfToken(token));
    return bearer(token);
  }

  private static Header apiKey(AuthConfig.ApiKey apiKey) {
    if (!isFieldName(apiKey.header())) {
      throw new SettingsException(
          "auth.apiKeyHeader = "
              + apiKey.header()
              + " is not the name of a header: letters, digits and !#$%&'*+-.^_`|~ are accepted");
    }
    // A scheme word may stand in front of the key: a space inside is fine, one at an end is not.
    refuse("auth.apiKey", flaw(apiKey.key(), ' '));
    return new Header(apiKey.header(), apiKey.key());
  }

  /** RFC 7617 section 2: no colon in the user name, no control characters, UTF-8. */
  private static Header basic(AuthConfig.Basic basic) {
    if (basic.username().indexOf(':') >= 0) {
      throw new SettingsException(
          "auth.username holds a colon, which Basic authentication cannot carry (RFC 7617):"
              + " use another user name");
    }
    refuse("auth.username", controlCharacter(basic.username()));
    refuse("auth.password", controlCharacter(basic.password()));
    return new Header(AUTHORIZATION, "Basic " + pairOf(basic));
  }

  private static String pairOf(AuthConfig.Basic basic) {
    byte[] pair = (basic.username() + ":" + basic.password()).getBytes(UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  private static void refuse(String setting, @Nullable String flaw) {
    if (flaw != null) {
      throw new SettingsException(setting + " " + flaw);
    }
  }

  private static @Nullable String flaw(@Nullable String value, char lowest) {
    if (value == null || value.isEmpty()) {
      return "is empty";
    }
    if (value.charAt(0) == ' ' || value.charAt(value.length() - 1) == ' ') {
      return "starts or ends with a space: remove it";
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < lowest || c > '~') {
        return "holds " + kind(c) + " at character " + (i + 1) + ": visible ASCII is accepted";
      }
    }
    return null;
  }

  private static @Nullable String controlCharacter(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return "holds "
            + kind(value.charAt(i))
            + " at character "
            + (i + 1)
            + ", which Basic authentication cannot carry (RFC 7617): remove it";
      }
    }
    return null;
  }

  private static String kind(char c) {
    if (c == '\n' || c == '\r') {
      return "a line break";
    }
    if (c == ' ' || c == '\t') {
      return "white space";
    }
    return Character.isISOControl(c) ? "a control character" : "a character outside ASCII";
  }

  /** A token of RFC 9110 section 5.6.2. */
  private static boolean isFieldName(String name) {
    return !name.isEmpty() && name.chars().allMatch(CredentialHeaders::isFieldNameCharacter);
  }

  private static boolean isFieldNameCharacter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
