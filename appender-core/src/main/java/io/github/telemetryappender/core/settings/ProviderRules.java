package io.github.telemetryappender.core.settings;

import java.util.regex.Pattern;

/** What can be the binary name of a class; whether it exists is found out when it is loaded. */
final class ProviderRules {

  private static final String IDENTIFIER =
      "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
  private static final Pattern CLASS_NAME =
      Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*");

  private ProviderRules() {}

  static String className(TypedText typed) {
    if (!CLASS_NAME.matcher(typed.text()).matches()) {
      throw typed.refused("is not the name of a class", "write it like com.example.VaultTokens");
    }
    return typed.text();
  }
}
