package io.github.telemetryappender.core.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tokens from a class of the application's. Each fetch has a daemon thread of its own, which ends
 * with it: fetches are minutes apart, and so nothing rests here in between. A call that is given up
 * is interrupted; a few that hang on nevertheless are borne, then nothing is started any more until
 * one of them returns.
 */
final class ProviderTokenSource implements TokenSource {

  /** Calls under way at the same time, all but the latest of them given up. */
  static final int MAX_CALLS = 3;

  static final String THREAD_NAME = "telemetry-appender-auth";

  private final TokenProvider provider;
  private final AtomicInteger callCount = new AtomicInteger();

  // Owned by the delivery thread.
  private @Nullable CompletableFuture<Token> latest;

  ProviderTokenSource(TokenProvider provider) {
    this.provider = provider;
  }

  @Override
  public CompletableFuture<Token> fetch() {
    if (callCount.get() >= MAX_CALLS) {
      return CompletableFuture.failedFuture(
          RefreshException.hanging(provider.getClass().getName(), MAX_CALLS));
    }
    return start();
  }

  private CompletableFuture<Token> start() {
    CompletableFuture<Token> answer = new CompletableFuture<>();
    latest = answer;
    Thread thread = newThread(answer);
    // Only a call given up from outside is interrupted; one that has answered is at its end.
    var unused =
        answer.whenComplete(
            (token, failure) -> {
              if (answer.isCancelled()) {
                thread.interrupt();
              }
            });
    callCount.incrementAndGet();
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      // "unable to create native thread": as good as any other failure, and repeated like one.
      callCount.decrementAndGet();
      answer.completeExceptionally(noThread);
    }
    return answer;
  }

  private Thread newThread(CompletableFuture<Token> answer) {
    Thread thread = new Thread(null, () -> call(answer), THREAD_NAME, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(provider.getClass().getClassLoader());
    return thread;
  }

  /** Whatever user code does, an error included, ends in the answer. */
  private void call(CompletableFuture<Token> answer) {
    Token token = null;
    Throwable failure = null;
    try {
      token = provider.fetch();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    // Before the answer, so that whoever hears it may fetch again at once.
    callCount.decrementAndGet();
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(token);
    }
  }

  @Override
  public void close() {
    if (latest != null) {
      latest.cancel(true);
    }
  }

  @Override
  public String toString() {
    return "provider " + provider.getClass().getName();
  }
}
