package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: each wait is for something that happens, and bounded by the timeout. */
@Timeout(20)
class ProviderTokenSourceTest {

  private final CountDownLatch released = new CountDownLatch(1);
  private final List<Thread> callers = new ArrayList<>();

  @AfterEach
  void releaseWhatHangs() throws InterruptedException {
    released.countDown();
    for (Thread caller : callers) {
      caller.join(SECONDS.toMillis(10));
    }
  }

  @Test
  void theTokenComesBack() throws Exception {
    Token token = Token.of("one");

    assertThat(await(source(() -> token).fetch())).isSameAs(token);
  }

  @Test
  void eachCallHasADaemonThreadOfItsOwnThatEndsWithIt() throws Exception {
    AtomicReference<Thread> caller = new AtomicReference<>();
    TokenSource source =
        source(
            () -> {
              caller.set(Thread.currentThread());
              return Token.of("one");
            });
    await(source.fetch());
    Thread first = caller.get();
    first.join(SECONDS.toMillis(10));

    assertThat(first.isAlive()).isFalse();
    assertThat(first.isDaemon()).isTrue();
    assertThat(first.getName()).isEqualTo("telemetry-appender-auth");
    await(source.fetch());
    assertThat(caller.get()).isNotSameAs(first);
  }

  @Test
  void theContextClassLoaderIsThatOfTheClass() throws Exception {
    AtomicReference<ClassLoader> context = new AtomicReference<>();
    TokenProvider provider =
        () -> {
          context.set(Thread.currentThread().getContextClassLoader());
          return Token.of("one");
        };
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try {
      await(source(provider).fetch());
    } finally {
      Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }

    assertThat(context.get()).isSameAs(provider.getClass().getClassLoader());
  }

  @Test
  void anExceptionComesBack() {
    IOException failure = new IOException();

    assertThatThrownBy(
            () ->
                await(
                    source(
                            () -> {
                              throw failure;
                            })
                        .fetch()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
  }

  @Test
  void anErrorComesBack() {
    assertThatThrownBy(
            () ->
                await(
                    source(
                            () -> {
                              throw new NoClassDefFoundError();
                            })
                        .fetch()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void givingUpInterruptsTheCall() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<String> end = new CompletableFuture<>();
    CompletableFuture<Token> fetch =
        source(
                () -> {
                  entered.countDown();
                  try {
                    released.await();
                    end.complete("released");
                  } catch (InterruptedException e) {
                    end.complete("interrupted");
                  }
                  return Token.of("late");
                })
            .fetch();
    entered.await();
    fetch.cancel(true);

    assertThat(await(end)).isEqualTo("interrupted");
    assertThat(fetch).isCancelled();
  }

  @Test
  void closingInterruptsTheCallAndIsIdempotent() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    TokenSource source =
        source(
            () -> {
              entered.countDown();
              try {
                released.await();
                interrupted.complete(false);
              } catch (InterruptedException e) {
                interrupted.complete(true);
              }
              return Token.of("late");
            });
    CompletableFuture<Token> fetch = source.fetch();
    entered.await();
    source.close();
    source.close();

    assertThat(await(interrupted)).isTrue();
    assertThat(fetch).isCancelled();
  }

  @Test
  void closingWhatWasNeverAskedIsFine() {
    source(() -> Token.of("one")).close();

    assertThat(callers).isEmpty();
  }

  @Test
  void aCallThatHangsOnDoesNotStopTheNext() throws Exception {
    HangingProvider provider = new HangingProvider();
    TokenSource source = source(provider);
    provider.enter(source).cancel(true);
    provider.answerAtOnce();

    assertThat(await(source.fetch())).isEqualTo(Token.of("at once"));
  }

  @Test
  void callsThatHangOnAreBounded() throws Exception {
    HangingProvider provider = new HangingProvider();
    TokenSource source = source(provider);
    for (int i = 0; i < ProviderTokenSource.MAX_CALLS; i++) {
      provider.enter(source).cancel(true);
    }

    assertThatThrownBy(() -> await(source.fetch()))
        .cause()
        .hasMessage(
            "provider "
                + provider.getClass().getName()
                + " hangs in 3 calls that were interrupted and have not returned: give it timeouts"
                + " of its own");
    assertThat(callers).hasSize(ProviderTokenSource.MAX_CALLS);
  }

  @Test
  void whenTheyReturnItIsAskedAgain() throws Exception {
    HangingProvider provider = new HangingProvider();
    TokenSource source = source(provider);
    for (int i = 0; i < ProviderTokenSource.MAX_CALLS; i++) {
      provider.enter(source).cancel(true);
    }
    provider.answerAtOnce();
    releaseWhatHangs();

    assertThat(await(source.fetch())).isEqualTo(Token.of("at once"));
  }

  private static ProviderTokenSource source(TokenProvider provider) {
    return new ProviderTokenSource(provider);
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(10, SECONDS);
  }

  /** Hangs in its call, deaf to interrupts, until released. */
  private final class HangingProvider implements TokenProvider {

    private volatile CountDownLatch entered = new CountDownLatch(1);
    private volatile boolean prompt;

    CompletableFuture<Token> enter(TokenSource source) throws InterruptedException {
      entered = new CountDownLatch(1);
      CompletableFuture<Token> fetch = source.fetch();
      entered.await();
      return fetch;
    }

    void answerAtOnce() {
      prompt = true;
    }

    @Override
    public Token fetch() {
      if (prompt) {
        return Token.of("at once");
      }
      callers.add(Thread.currentThread());
      entered.countDown();
      boolean open = false;
      while (!open) {
        try {
          released.await();
          open = true;
        } catch (InterruptedException e) {
          // Deaf on purpose: that is what this provider is for.
          open = false;
        }
      }
      return Token.of("late");
    }
  }
}
