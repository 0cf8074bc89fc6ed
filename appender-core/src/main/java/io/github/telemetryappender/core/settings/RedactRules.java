package io.github.telemetryappender.core.settings;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What can be redacted: anything that {@link Pattern} compiles. */
final class RedactRules {

  private RedactRules() {}

  static Pattern pattern(TypedText typed) {
    try {
      return Pattern.compile(typed.text());
    } catch (PatternSyntaxException e) {
      String place = e.getIndex() < 0 ? "" : " near character " + (e.getIndex() + 1);
      throw typed.refused(
          "is not a regular expression",
          e.getDescription().toLowerCase(Locale.ROOT)
              + place
              + "; write it like (?i)password=[^ ]+");
    }
  }
}
