package io.github.telemetryappender.core.settings;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers that may have a fraction: {@code 2} or {@code 1.5}. */
final class DecimalNotation implements Notation<Double> {

  static final DecimalNotation INSTANCE = new DecimalNotation();

  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+([.][0-9]+)?");

  private DecimalNotation() {}

  @Override
  public Optional<Double> parse(String text) {
    return DECIMAL.matcher(text).matches() ? Optional.of(Double.valueOf(text)) : Optional.empty();
  }

  @Override
  public String print(Double value) {
    return new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
  }

  @Override
  public String noun() {
    return "a number";
  }

  @Override
  public String spelling() {
    return "like 2 or 1.5";
  }

  @Override
  public String unit() {
    return "";
  }
}
