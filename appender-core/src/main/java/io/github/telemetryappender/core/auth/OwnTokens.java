package io.github.telemetryappender.core.auth;

import org.jspecify.annotations.Nullable;

/**
 * Tokens as we get them ourselves, from files and token endpoints. Its calls may block, and come on
 * a thread that exists for them. It prints itself as reports may name it, without a secret.
 */
interface OwnTokens extends TokenProvider {

  /** Whether a file stands behind it that somebody else may replace. */
  boolean isWatched();

  /** Whether that file is another than the latest {@link #fetch()} found. */
  boolean hasChanged();

  /** The endpoint's {@code Date} header, or null. Delivery thread; never waits. */
  default void heardDate(@Nullable String date) {}

  /** Gives back what it holds. Delivery thread; never waits. */
  default void close() {}
}
