package io.github.telemetryappender.core.settings;

import java.util.List;

/**
 * Which names pass: those that match one of {@code included} (empty: all) and none of {@code
 * excluded}. A pattern is a name or a glob with {@code *} and {@code ?}. Thread-safe.
 */
public record NameFilter(List<String> included, List<String> excluded) {

  /** Lets every name pass. */
  public static final NameFilter ALL = new NameFilter(List.of(), List.of());

  public NameFilter {
    included = List.copyOf(included);
    excluded = List.copyOf(excluded);
  }
}
