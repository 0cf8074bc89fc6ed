package io.github.telemetryappender.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Three quantities, separated by commas, none below the one before it: for notice, warning and
 * critical.
 */
record LevelsKind<T extends Comparable<T>>(RangeKind<T> each, String example)
    implements ValueKind<List<T>> {

  private static final int LEVELS = 3;

  @Override
  public List<T> read(TypedText typed) {
    List<T> values = new ArrayList<>();
    for (String text : typed.text().split(",", -1)) {
      Optional<T> value = each.notation().parse(text.strip());
      if (value.isEmpty() || !isNext(values, value.get())) {
        throw refusal(typed);
      }
      values.add(value.get());
    }
    if (values.size() != LEVELS) {
      throw refusal(typed);
    }
    return values;
  }

  private boolean isNext(List<T> before, T value) {
    T least = before.isEmpty() ? each.min() : before.get(before.size() - 1);
    return value.compareTo(least) >= 0 && value.compareTo(each.max()) <= 0;
  }

  private SettingsException refusal(TypedText typed) {
    return typed.refused("is not " + accepted(), "write it like " + example);
  }

  @Override
  public String accepted() {
    return "three in ascending order, each " + each.accepted();
  }

  @Override
  public String unit() {
    return each.unit();
  }
}
