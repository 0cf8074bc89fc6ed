package io.github.telemetryappender.core.auth;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tokens from calls that may block: a class of the application's, or one of ours that reads files
 * and asks a token endpoint. Each call has a daemon thread of its own, which ends with it: calls
 * are minutes apart, and so nothing rests here in between. A call that is given up is interrupted;
 * a few that hang on nevertheless are borne, then nothing is started any more until one of them
 * returns.
 */
final class ProviderTokenSource implements TokenSource {

  /** Calls under way at the same time, all but the latest of them given up. */
  static final int MAX_CALLS = 3;

  static final String THREAD_NAME = "telemetry-appender-auth";

  private final TokenProvider provider;
  private final String name;
  private final AtomicInteger callCount = new AtomicInteger();

  // Owned by the delivery thread.
  private @Nullable CompletableFuture<Token> latest;
  private @Nullable CompletableFuture<Boolean> latestLook;

  /** A class of the application's. */
  ProviderTokenSource(TokenProvider provider) {
    this(provider, "provider " + provider.getClass().getName());
  }

  /** One of ours, which prints itself as reports may name it. */
  static ProviderTokenSource of(OwnTokens tokens) {
    return new ProviderTokenSource(tokens, tokens.toString());
  }

  private ProviderTokenSource(TokenProvider provider, String name) {
    this.provider = provider;
    this.name = name;
  }

  @Override
  public CompletableFuture<Token> fetch() {
    CompletableFuture<Token> answer = start(provider::fetch);
    latest = answer;
    return answer;
  }

  @Override
  public boolean isWatched() {
    return provider instanceof OwnTokens own && own.isWatched();
  }

  @Override
  public CompletableFuture<Boolean> look() {
    CompletableFuture<Boolean> answer =
        provider instanceof OwnTokens own
            ? start(own::hasChanged)
            : CompletableFuture.completedFuture(false);
    latestLook = answer;
    return answer;
  }

  @Override
  public void heardDate(@Nullable String date) {
    if (provider instanceof OwnTokens own) {
      own.heardDate(date);
    }
  }

  private <T> CompletableFuture<T> start(Callable<T> work) {
    if (callCount.get() >= MAX_CALLS) {
      return CompletableFuture.failedFuture(RefreshException.hanging(name, MAX_CALLS));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread thread = newThread(() -> call(work, answer));
    // Only a call given up from outside is interrupted; one that has answered is at its end.
    var unused =
        answer.whenComplete(
            (result, failure) -> {
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

  private Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, THREAD_NAME, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(provider.getClass().getClassLoader());
    return thread;
  }

  /** Whatever user code does, an error included, ends in the answer. */
  private <T> void call(Callable<T> work, CompletableFuture<T> answer) {
    T result = null;
    Throwable failure = null;
    try {
      result = work.call();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    // Before the answer, so that whoever hears it may fetch again at once.
    callCount.decrementAndGet();
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(result);
    }
  }

  @Override
  public void close() {
    if (latest != null) {
      latest.cancel(true);
    }
    if (latestLook != null) {
      latestLook.cancel(true);
    }
    if (provider instanceof OwnTokens own) {
      own.close();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
