package io.github.telemetryappender.core.settings;

import java.util.Optional;

/** How a kind of quantity is written in a configuration. Thread-safe. */
interface Notation<T extends Comparable<T>> {

  /**
   * The quantity a text stands for; empty where it stands for none. A quantity too large for its
   * type is read as the largest one, so that it is refused as out of range and not as unreadable.
   */
  Optional<T> parse(String text);

  /** The shortest text that {@link #parse} reads as exactly this quantity. */
  String print(T value);

  /** What it is, with its article: {@code a duration}. */
  String noun();

  /** How it is written, as in {@code like 250ms, 5s or PT1M}. */
  String spelling();

  /** What it is measured in, for the README; empty for a bare number. */
  String unit();
}
