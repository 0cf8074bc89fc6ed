package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.tls.Tls;
import io.github.telemetryappender.core.tls.TlsFiles;
import io.github.telemetryappender.core.tls.UnusableTlsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the TLS in use is that of the files. They are read on a thread of their own, as a disk
 * may hang, and looked at again when an exchange is about to begin and the last look was a while
 * ago: nothing wakes up for it. Files that cannot be used change nothing as long as there are some
 * that could: what is half replaced is whole a moment later. Any thread.
 */
final class TlsRenewal {

  /** Between two looks at the files while exchanges are made. */
  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final TlsFiles files;
  private final Executor executor;
  private final Clock clock;
  private final Consumer<String> trouble;

  // Guarded by this.
  private @Nullable Tls inUse;
  private long lookedAtNanos;
  private @Nullable CompletableFuture<Tls> underWay;

  /**
   * @param trouble hears of files that cannot take the place of those in use
   */
  TlsRenewal(TlsFiles files, Executor executor, Clock clock, Consumer<String> trouble) {
    this.files = files;
    this.executor = executor;
    this.clock = clock;
    this.trouble = trouble;
  }

  /**
   * The TLS to connect with now.
   *
   * @param timeoutNanos the longest to wait for the files; what is in use serves meanwhile
   * @throws UnusableTlsException where nothing is in use yet, and the files cannot be used
   */
  Tls current(long timeoutNanos) throws UnusableTlsException {
    try {
      return looked().get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnusableTlsException unusable
          ? unusable
          : new UnusableTlsException("the files of tls.* cannot be read: " + e.getCause());
    } catch (TimeoutException e) {
      return inUseOr("the files of tls.* are not read yet: their disk does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return inUseOr("the files of tls.* are not read yet: interrupted");
    }
  }

  private synchronized Tls inUseOr(String reason) throws UnusableTlsException {
    Tls tls = inUse;
    if (tls == null) {
      throw new UnusableTlsException(reason);
    }
    return tls;
  }

  /** One look at a time, shared by all who ask meanwhile. */
  private synchronized CompletableFuture<Tls> looked() {
    Tls tls = inUse;
    CompletableFuture<Tls> look = underWay;
    if (look != null && !look.isDone()) {
      return look;
    }
    if (tls != null && clock.nanos() - lookedAtNanos < LOOK_NANOS) {
      return CompletableFuture.completedFuture(tls);
    }
    CompletableFuture<Tls> started = new CompletableFuture<>();
    underWay = started;
    try {
      executor.execute(() -> look(tls, started));
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      started.completeExceptionally(noThread);
    }
    return started;
  }

  private void look(@Nullable Tls before, CompletableFuture<Tls> answer) {
    try {
      Tls now = before != null && !files.hasChanged() ? before : files.load();
      note(now);
      answer.complete(now);
    } catch (UnusableTlsException e) {
      keep(before, e, answer);
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private void keep(
      @Nullable Tls before, UnusableTlsException failure, CompletableFuture<Tls> answer) {
    if (before == null) {
      answer.completeExceptionally(failure);
      return;
    }
    note(before);
    answer.complete(before);
    trouble.accept(
        "files of tls.* were replaced and cannot be used, what was read before serves on: "
            + failure.reason());
  }

  private synchronized void note(Tls now) {
    inUse = now;
    lookedAtNanos = clock.nanos();
  }

  /** Whether the files are others than those that were read last. Never completes in failure. */
  CompletableFuture<Boolean> look() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    try {
      executor.execute(() -> answer.complete(hasChanged()));
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      answer.complete(false);
    }
    return answer;
  }

  /** A change that was seen is looked at by the next exchange, however soon that comes. */
  private boolean hasChanged() {
    boolean changed = files.hasChanged();
    if (changed) {
      synchronized (this) {
        lookedAtNanos = clock.nanos() - LOOK_NANOS;
      }
    }
    return changed;
  }
}
