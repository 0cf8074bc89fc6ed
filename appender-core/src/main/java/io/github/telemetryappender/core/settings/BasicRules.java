package io.github.telemetryappender.core.settings;

/** What HTTP Basic authentication can carry (RFC 7617, section 2). */
final class BasicRules {

  private BasicRules() {}

  /** Reads a user name: no colon, which ends it on the wire, and no control characters. */
  static String username(TypedText typed) {
    if (typed.text().indexOf(':') >= 0) {
      throw typed.refused(
          "holds a colon", "in HTTP Basic authentication a colon ends the user name");
    }
    return TextKind.line().read(typed);
  }
}
