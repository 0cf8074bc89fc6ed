package io.github.telemetryappender.core.settings;

import java.util.List;

/**
 * Which names pass: those that match one of {@code included} (empty: all) and none of {@code
 * excluded}. A pattern is a name or a glob with {@code *} (any characters) and {@code ?} (one
 * character). Case matters. Thread-safe.
 */
public record NameFilter(List<String> included, List<String> excluded) {

  /** Lets every name pass. */
  public static final NameFilter ALL = new NameFilter(List.of(), List.of());

  public NameFilter {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }

  /**
   * Whether a name passes. Allocates nothing; takes time in proportion to the length of the name,
   * for any given patterns. Any thread.
   */
  public boolean passes(String name) {
    return (included.isEmpty() || matchesAny(included, name)) && !matchesAny(excluded, name);
  }

  // By index: an iterator would be garbage on the caller's thread.
  private static boolean matchesAny(List<String> patterns, String name) {
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the whole name matches. When the text after a star does not fit, that star alone takes
   * one more character: what the stars before it took can stay, so there is no search tree.
   */
  private static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int afterStar = -1;
    int takenUpTo = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        afterStar = ++p;
        takenUpTo = n;
      } else if (p < pattern.length() && fits(pattern.charAt(p), name.charAt(n))) {
        n += pattern.charAt(p) == '?' ? charsAt(name, n) : 1;
        p++;
      } else if (afterStar >= 0) {
        n = ++takenUpTo;
        p = afterStar;
      } else {
        return false;
      }
    }
    return onlyStarsFrom(pattern, p);
  }

  private static boolean fits(char expected, char actual) {
    return expected == '?' || expected == actual;
  }

  private static int charsAt(String name, int index) {
    return Character.charCount(name.codePointAt(index));
  }

  private static boolean onlyStarsFrom(String pattern, int start) {
    for (int i = start; i < pattern.length(); i++) {
      if (pattern.charAt(i) != '*') {
        return false;
      }
    }
    return true;
  }
}
