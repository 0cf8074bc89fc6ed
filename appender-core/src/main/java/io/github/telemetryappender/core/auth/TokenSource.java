package io.github.telemetryappender.core.auth;

import java.util.concurrent.CompletableFuture;

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

  /** Gives up what is under way, and its threads. Idempotent; never waits. */
  @Override
  void close();
}
