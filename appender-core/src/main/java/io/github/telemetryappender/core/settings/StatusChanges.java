package io.github.telemetryappender.core.settings;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes to which statuses are retried.
 *
 * @param retried statuses to retry
 * @param dropped statuses not to retry
 */
record StatusChanges(Set<Integer> retried, Set<Integer> dropped) {

  static final StatusChanges NONE = new StatusChanges(Set.of(), Set.of());

  private static final Pattern CHANGE = Pattern.compile("([+-])([45][0-9]{2})");

  StatusChanges {
    retried = Set.copyOf(retried);
    dropped = Set.copyOf(dropped);
  }

  /** Reads {@code +500,-404}. */
  static StatusChanges read(TypedText typed) {
    Set<Integer> retried = new TreeSet<>();
    Set<Integer> dropped = new TreeSet<>();
    for (String item : typed.text().split(",", -1)) {
      Matcher change = CHANGE.matcher(item.strip());
      if (!change.matches()) {
        throw typed.refused(
            "is not a list of statuses", "write it like +500,-404, each within 400..599");
      }
      (change.group(1).equals("+") ? retried : dropped).add(Integer.valueOf(change.group(2)));
    }
    return withoutContradiction(typed, retried, dropped);
  }

  private static StatusChanges withoutContradiction(
      TypedText typed, Set<Integer> retried, Set<Integer> dropped) {
    Set<Integer> both = new HashSet<>(retried);
    both.retainAll(dropped);
    if (!both.isEmpty()) {
      throw typed.refused("both adds and removes " + both.iterator().next(), "keep one of the two");
    }
    return new StatusChanges(retried, dropped);
  }
}
