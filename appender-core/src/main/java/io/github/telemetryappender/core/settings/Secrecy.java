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
      String name = text.substring(0, Math.max(0, text.indexOf(':')));
      // What is no name may be the beginning of a value.
      return HeaderRules.isToken(name) ? name + ": " + MASK : MASK;
    }
  },
  /** A URL without user name, password, query and fragment: a token may stand in each. */
  URL {
    @Override
    String shown(String text) {
      return withoutQueryAndFragment(withoutUserInfo(text));
    }

    private String withoutQueryAndFragment(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '?' || text.charAt(i) == '#') {
          return text.substring(0, i + 1) + MASK;
        }
      }
      return text;
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
    String shown = shown(text);
    StringBuilder line = new StringBuilder(Math.min(shown.length(), MAX_SHOWN_CHARS + 1));
    shown
        .codePoints()
        .limit(MAX_SHOWN_CHARS)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(line::appendCodePoint);
    return line.length() < shown.length() ? line.append('…').toString() : line.toString();
  }
}
