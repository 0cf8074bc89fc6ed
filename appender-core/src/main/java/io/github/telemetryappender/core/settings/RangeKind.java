package io.github.telemetryappender.core.settings;

/** A quantity between two limits, both of which are accepted. */
record RangeKind<T extends Comparable<T>>(Notation<T> notation, T min, T max)
    implements ValueKind<T> {

  /** Between two quantities given as a user would type them. */
  static <T extends Comparable<T>> RangeKind<T> between(
      Notation<T> notation, String min, String max) {
    return new RangeKind<>(
        notation, notation.parse(min).orElseThrow(), notation.parse(max).orElseThrow());
  }

  @Override
  public T read(TypedText typed) {
    T value = notation.parse(typed.text()).orElseThrow(() -> unreadable(typed));
    if (value.compareTo(min) < 0) {
      throw typed.tooLow(accepted());
    }
    if (value.compareTo(max) > 0) {
      throw typed.tooHigh(accepted());
    }
    return value;
  }

  private SettingsException unreadable(TypedText typed) {
    return typed.refused(
        "is not " + notation.noun(), "write it " + notation.spelling() + ", within " + accepted());
  }

  @Override
  public String accepted() {
    return notation.print(min) + ".." + notation.print(max);
  }

  @Override
  public String unit() {
    return notation.unit();
  }
}
