package io.github.telemetryappender.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One of a few words, in any case.
 *
 * @param values what each word stands for, in the order to be listed
 * @param later words that a later version will accept
 */
record ChoiceKind<T>(List<Map.Entry<String, T>> values, List<String> later)
    implements ValueKind<T> {

  ChoiceKind {
    values = List.copyOf(values);
    later = List.copyOf(later);
  }

  /** Exactly {@code true} and {@code false}. */
  static ChoiceKind<Boolean> trueOrFalse() {
    return new ChoiceKind<>(List.of(Map.entry("true", true), Map.entry("false", false)), List.of());
  }

  /** Words that stand for themselves. */
  static ChoiceKind<String> oneOf(List<String> words, List<String> later) {
    return new ChoiceKind<>(words.stream().map(word -> Map.entry(word, word)).toList(), later);
  }

  @Override
  public T read(TypedText typed) {
    String word = typed.text().toLowerCase(Locale.ROOT);
    for (Map.Entry<String, T> value : values) {
      if (value.getKey().equals(word)) {
        return value.getValue();
      }
    }
    throw typed.refused(
        later.contains(word)
            ? "is not available yet in this version"
            : "is not one of " + accepted(),
        "choose " + String.join(" or ", words()));
  }

  private List<String> words() {
    return values.stream().map(Map.Entry::getKey).toList();
  }

  @Override
  public String accepted() {
    return words().stream().collect(Collectors.joining(", "));
  }

  @Override
  public String unit() {
    return "";
  }
}
