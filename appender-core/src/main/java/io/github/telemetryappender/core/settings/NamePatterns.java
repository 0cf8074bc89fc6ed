package io.github.telemetryappender.core.settings;

import java.util.Arrays;
import java.util.List;

/** Reads names or globs, separated by commas. */
final class NamePatterns {

  /** Bounds what matching a name may cost. */
  private static final int MAX_PATTERN_CHARS = 256;

  private NamePatterns() {}

  static List<String> read(TypedText typed) {
    List<String> patterns = Arrays.stream(typed.text().split(",", -1)).map(String::strip).toList();
    if (patterns.contains("")) {
      throw typed.refused("has an empty name", "write it like user*,session.id");
    }
    if (patterns.stream().anyMatch(pattern -> pattern.length() > MAX_PATTERN_CHARS)) {
      throw typed.refused(
          "has a name of more than " + MAX_PATTERN_CHARS + " characters", "shorten it with *");
    }
    return patterns;
  }
}
