package io.github.telemetryappender.core.transport;

import java.util.concurrent.CompletableFuture;

/**
 * Carries one request to the endpoint and its answer back. Asynchronous: the delivery thread never
 * waits for a network. No retry, redirect or authentication of its own: each {@link #send} is one
 * exchange, and what it proved is the delivery side's to judge.
 */
public interface Transport extends AutoCloseable {

  /**
   * Starts one exchange. Never blocks and never throws; the future always completes with a result,
   * never with an exception, on a thread of the transport, and not before the transport has let go
   * of the request's payload source.
   */
  CompletableFuture<ExchangeResult> send(ExchangeRequest request);

  /** Whether files stand behind it that somebody else may replace: certificates and keys. */
  default boolean isWatched() {
    return false;
  }

  /**
   * Starts to look whether those files are others than those in use. Never blocks and never throws;
   * completes on any thread, and never exceptionally.
   */
  default CompletableFuture<Boolean> look() {
    return CompletableFuture.completedFuture(false);
  }

  /** Ends the exchanges under way; each completes soon as {@link FailureKind#CANCELED}. */
  void cancelAll();

  /** Cancels what is under way and gives back threads and connections. Idempotent; never waits. */
  @Override
  void close();
}
