package io.github.telemetryappender.core.event;

/**
 * How much an event matters, from least to most; the order is the rank for sending and for
 * eviction. The name the framework gave the level (custom ones included) travels beside it.
 */
public enum Severity {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  FATAL;

  private static final Severity[] BY_RANK = values();

  /** The number of severities, for arrays indexed by {@link #rank()}. */
  public static final int COUNT = BY_RANK.length;

  /** The severity with this {@link #rank()}; throws for any other number. */
  public static Severity ofRank(int rank) {
    return BY_RANK[rank];
  }

  /** Its place in the order, 0 for the least; kept in records, so the order is part of a format. */
  @SuppressWarnings("EnumOrdinal")
  public int rank() {
    return ordinal();
  }
}
