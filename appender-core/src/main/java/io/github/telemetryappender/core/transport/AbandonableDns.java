package io.github.telemetryappender.core.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up on another thread, so that an exchange can stop waiting. A resolver whose server
 * does not answer keeps its thread for up to minutes; it can neither be interrupted nor given a
 * timeout. For each name one lookup is under way at a time, and whoever asks meanwhile shares it.
 */
final class AbandonableDns implements Dns {

  private final Dns resolver;
  private final Executor executor;
  private final Map<String, CompletableFuture<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();

  AbandonableDns(Dns resolver, Executor executor) {
    this.resolver = resolver;
    this.executor = executor;
  }

  /** On the thread of an exchange; returns early when that exchange is given up. */
  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    CompletableFuture<List<InetAddress>> lookup = sharedLookup(host);
    try {
      awaitUnlessGivenUp(lookup);
      if (!lookup.isDone()) {
        throw new UnknownHostException(host + ": the name server has not answered");
      }
      return lookup.get();
    } catch (ExecutionException e) {
      // A new one each time: OkHttp adds to an exception, and this lookup may have been shared.
      throw unknown(host, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(host, e);
    }
  }

  private static void awaitUnlessGivenUp(CompletableFuture<?> lookup)
      throws ExecutionException, InterruptedException {
    if (Thread.currentThread() instanceof TransportThread thread
        && thread.exchangeGivenUp != null) {
      CompletableFuture.anyOf(lookup, thread.exchangeGivenUp).get();
    } else {
      lookup.get();
    }
  }

  private CompletableFuture<List<InetAddress>> sharedLookup(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> others = underWay.putIfAbsent(host, mine);
    if (others != null) {
      return others;
    }
    try {
      executor.execute(() -> resolve(host, mine));
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      underWay.remove(host, mine);
      mine.completeExceptionally(noThread);
    }
    return mine;
  }

  /** Forgets the lookup before it tells of it, so that whoever asks next gets a new one. */
  private void resolve(String host, CompletableFuture<List<InetAddress>> result) {
    try {
      List<InetAddress> addresses = resolver.lookup(host);
      underWay.remove(host, result);
      result.complete(addresses);
    } catch (UnknownHostException | RuntimeException | Error e) {
      underWay.remove(host, result);
      result.completeExceptionally(e);
    }
  }

  private static UnknownHostException unknown(String host, @Nullable Throwable cause) {
    String why = cause == null ? "no cause given" : Objects.toString(cause.getMessage(), "");
    UnknownHostException unknown = new UnknownHostException(host + ": " + why);
    unknown.initCause(cause);
    return unknown;
  }
}
