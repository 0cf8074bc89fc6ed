package io.github.telemetryappender.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be sent as a header of a request: names are tokens and values are printable ASCII,
 * spaces and tabs (RFC 9110, sections 5.1 and 5.5).
 */
final class HeaderRules {

  /** What the appender or its HTTP client sets by itself, or what must not travel at all. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

  /** Names that hold one of these, hyphens aside, usually carry a credential. */
  private static final List<String> CREDENTIAL_WORDS =
      List.of("auth", "apikey", "accesskey", "token", "secret", "password", "cookie", "credential");

  private HeaderRules() {}

  /** Reads {@code Name: value}. */
  static NameValue header(TypedText typed) {
    int colon = typed.text().indexOf(':');
    if (colon < 0) {
      throw typed.refused("is not a header", "write it like Name: value");
    }
    String name = checkedName(typed, typed.text().substring(0, colon));
    return new NameValue(name, checkedValue(typed, typed.text().substring(colon + 1).strip()));
  }

  /** Reads the name of a header. */
  static String name(TypedText typed) {
    return checkedName(typed, typed.text());
  }

  private static String checkedName(TypedText typed, String name) {
    if (!isToken(name)) {
      throw typed.refused(
          "has a header name that HTTP does not allow",
          "use letters, digits and " + TOKEN_PUNCTUATION + " alone");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw typed.refused(
          "is not yours to set", "the appender sends " + name + " as it needs it; remove it");
    }
    return name;
  }

  /** Reads a key: all of a header's value. */
  static String key(TypedText typed) {
    return checkedValue(typed, typed.text());
  }

  /** Reads a bearer token, which follows its scheme after a space and so holds none itself. */
  static String bearerToken(TypedText typed) {
    if (typed.text().indexOf(' ') >= 0 || typed.text().indexOf('\t') >= 0) {
      throw typed.refused("holds a space", "write the token alone, without the word Bearer");
    }
    return checkedValue(typed, typed.text());
  }

  private static String checkedValue(TypedText typed, String value) {
    if (!value.chars().allMatch(HeaderRules::isValueChar)) {
      throw typed.refused(
          "holds a character that no header may carry",
          "printable ASCII, spaces and tabs are accepted");
    }
    return value;
  }

  static boolean isToken(String name) {
    return !name.isEmpty() && name.chars().allMatch(HeaderRules::isTokenChar);
  }

  private static boolean isTokenChar(int c) {
    return isAsciiAlphanumeric(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0;
  }

  private static boolean isAsciiAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isValueChar(int c) {
    return (c >= ' ' && c <= '~') || c == '\t';
  }

  /** Whether a header of this name usually carries a credential; doubtful ones count as such. */
  static boolean carriesCredential(String name) {
    String letters = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return CREDENTIAL_WORDS.stream().anyMatch(letters::contains);
  }
}
