package io.github.telemetryappender.core.settings;

import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers. */
final class CountNotation implements Notation<Integer> {

  static final CountNotation INSTANCE = new CountNotation();

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

  private CountNotation() {}

  @Override
  public Optional<Integer> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    boolean negative = text.charAt(0) == '-';
    long size = WholeNumber.saturated(negative ? text.substring(1) : text);
    int count = (int) Math.min(size, Integer.MAX_VALUE);
    return Optional.of(negative ? -count : count);
  }

  @Override
  public String print(Integer value) {
    return value.toString();
  }

  @Override
  public String noun() {
    return "a whole number";
  }

  @Override
  public String spelling() {
    return "in digits";
  }

  @Override
  public String unit() {
    return "";
  }
}
