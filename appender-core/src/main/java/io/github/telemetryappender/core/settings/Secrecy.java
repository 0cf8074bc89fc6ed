package io.github.telemetryappender.core.settings;

/** How much of a value may be shown in a message. */
enum Secrecy {
  OPEN {
    @Override
    String shown(String text) {
      return text;
    }
  },
  SECRET {
    @Override
    String shown(String text) {
      return MASK;
    }
  },
  /** {@code Name: value} with the value masked. */
  HEADER {
    @Override
    String shown(String text) {
      int colon = text.indexOf(':');
      return colon < 0 ? MASK : text.substring(0, colon) + ": " + MASK;
    }
  },
  /** A URL without user name, password and query: a token may stand in each. */
  URL {
    @Override
    String shown(String text) {
      return withoutQuery(withoutUserInfo(text));
    }

    private String withoutQuery(String text) {
      int query = text.indexOf('?');
      return query < 0 ? text : text.substring(0, query + 1) + MASK;
    }

    // A password typed with an unescaped slash ends the authority early, so everything up to the
    // last @ is masked, wherever that stands.
    private String withoutUserInfo(String text) {
      int at = text.lastIndexOf('@');
      if (at < 0) {
        return text;
      }
      int slashes = text.indexOf("://");
      String scheme = slashes < 0 || slashes > at ? "" : text.substring(0, slashes + 3);
      return scheme + MASK + text.substring(at);
    }
  };

  private static final String MASK = "***";
  private static final int MAX_SHOWN_CHARS = 120;

  abstract String shown(String text);

  /** What a message may show: masked, on one line, of bounded length. */
  final String inMessage(String text) {
    String line =
        shown(text)
            .codePoints()
            .map(Secrecy::visible)
            .limit(MAX_SHOWN_CHARS + 1L)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.codePointCount(0, line.length()) <= MAX_SHOWN_CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MAX_SHOWN_CHARS)) + "…";
  }

  private static int visible(int codePoint) {
    return Character.isISOControl(codePoint) ? '?' : codePoint;
  }
}
