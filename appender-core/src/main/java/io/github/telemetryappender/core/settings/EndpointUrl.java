package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Judges the endpoint's URL by itself: absolute, http or https, a host, and no secret in it. */
final class EndpointUrl {

  private static final String LIKE_AN_ENDPOINT = "write it like https://logs.example.com/in";
  private static final int MAX_PORT = 65_535;

  private EndpointUrl() {}

  static URI read(TypedText typed) {
    return read(
        typed, LIKE_AN_ENDPOINT, "URLs end up in logs; use auth.username and auth.password");
  }

  /**
   * As {@link #read(TypedText)} for the URL of something else.
   *
   * @param like how such a URL is written
   * @param insteadOfUserInfo why there is no user name in it, and where it belongs
   */
  static URI read(TypedText typed, String like, String insteadOfUserInfo) {
    URI url = parse(typed, like);
    requireHttp(typed, url, like);
    requireNoUserInfo(typed, url, insteadOfUserInfo);
    requireHostAndPort(typed, url, like);
    if (url.getRawFragment() != null) {
      throw typed.refused("has a fragment", "what follows # is never sent; remove it");
    }
    return url;
  }

  // The exception of URI repeats the text, which may hold a password, and counts its index as each
  // JDK likes, so only its reason is kept.
  private static URI parse(TypedText typed, String like) {
    try {
      return new URI(typed.text());
    } catch (URISyntaxException e) {
      throw typed.refused("is not a URL", e.getReason().toLowerCase(Locale.ROOT) + "; " + like);
    }
  }

  private static void requireHttp(TypedText typed, URI url, String like) {
    if (!"http".equalsIgnoreCase(url.getScheme()) && !isHttps(url)) {
      throw typed.refused("is not an http or https URL", like);
    }
  }

  private static void requireNoUserInfo(TypedText typed, URI url, String instead) {
    String authority = url.getRawAuthority();
    if (authority != null && authority.indexOf('@') >= 0) {
      throw typed.refused("holds a user name or a password", instead);
    }
  }

  private static void requireHostAndPort(TypedText typed, URI url, String like) {
    if (url.getHost() == null) {
      throw typed.refused(
          "has no valid host", "host names are made of letters, digits, hyphens and dots; " + like);
    }
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      throw typed.refused("has a port outside 1.." + MAX_PORT, like);
    }
  }

  static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** Whether the user typed a path. */
  static boolean hasPath(URI url) {
    return !url.getRawPath().isEmpty();
  }

  /** A URL without a path, with this one, which may end in a query. */
  static URI withPath(URI url, String path) {
    String query = url.getRawQuery() == null ? "" : url.getRawQuery();
    String separator = query.isEmpty() ? "" : path.indexOf('?') >= 0 ? "&" : "?";
    return URI.create(
        url.getScheme()
            + "://"
            + url.getRawAuthority()
            + (path.isEmpty() ? "/" : path)
            + separator
            + query);
  }
}
