package io.github.telemetryappender.core.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Hides secrets in texts of others: a server may write back into an answer what it was sent, as it
 * is or in the spelling of JSON or of a form. Immutable; it prints none of them.
 */
public final class SecretMask {

  /** Hides nothing. */
  public static final SecretMask NONE = new SecretMask(List.of());

  /** What stands in the place of a secret. */
  public static final String MASK = "***";

  /** Shorter words are no secrets, and hiding them would blot out the rest. */
  private static final int MIN_SECRET_CHARS = 6;

  private final List<String> spellings;

  private SecretMask(List<String> spellings) {
    this.spellings = List.copyOf(spellings);
  }

  /** Hides each of these words; those of less than 6 characters are left out. */
  public static SecretMask of(Collection<String> secrets) {
    List<String> spellings =
        secrets.stream()
            .filter(secret -> secret.length() >= MIN_SECRET_CHARS)
            .flatMap(secret -> spellings(secret).stream())
            .distinct()
            // The longest first: one secret may be a part of another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    return spellings.isEmpty() ? NONE : new SecretMask(spellings);
  }

  private static List<String> spellings(String secret) {
    String inJson = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    return List.of(secret, inJson, inJson.replace("/", "\\/"), URLEncoder.encode(secret, UTF_8));
  }

  /** A mask that hides what either hides. */
  public SecretMask and(SecretMask other) {
    List<String> all = new ArrayList<>(spellings);
    all.addAll(other.spellings);
    all.sort(Comparator.comparingInt(String::length).reversed());
    return new SecretMask(all);
  }

  /** The text with {@code ***} in the place of each secret. */
  public String hideIn(String text) {
    String clean = text;
    for (String spelling : spellings) {
      clean = clean.replace(spelling, MASK);
    }
    return clean;
  }

  @Override
  public String toString() {
    return spellings.size() + " hidden spellings";
  }
}
