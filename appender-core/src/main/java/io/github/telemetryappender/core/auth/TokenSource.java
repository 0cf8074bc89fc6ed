package io.github.telemetryappender.core.auth;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the delivery thread asks for a token: an asynchronous port, as what stands behind it may
 * block. Called by the delivery thread alone, and never while an earlier fetch is under way.
 */
public interface TokenSource extends AutoCloseable {

  /**
   * Starts to fetch a token. Never blocks and never throws. The future completes on any thread,
   * with a token or with what went wrong; canceling it gives the fetch up, and whatever still comes
   * of it is discarded.
   */
  CompletableFuture<Token> fetch();

  /** Whether files stand behind it that somebody else may replace, so that a look tells more. */
  default boolean isWatched() {
    return false;
  }

  /**
   * Starts to look whether those files are others than the latest fetch found. Never blocks and
   * never throws; completes on any thread, and canceling it gives it up. As with {@link #fetch()},
   * never while an earlier one is under way.
   */
  default CompletableFuture<Boolean> look() {
    return CompletableFuture.completedFuture(false);
  }

  /** A {@code Date} header of the endpoint's, or null: a clock to hold written times against. */
  default void heardDate(@Nullable String date) {}

  /** Gives up what is under way, and its threads. Idempotent; never waits. */
  @Override
  void close();
}
