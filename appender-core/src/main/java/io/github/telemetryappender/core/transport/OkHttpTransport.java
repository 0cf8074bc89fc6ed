package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/**
 * The transport over OkHttp, with a dispatcher and a connection pool of its own. Each exchange runs
 * on one thread of that dispatcher, from rendering to the last byte of the answer; at most {@code
 * maxInFlight} do so at a time, and nothing ever queues: what comes beyond is refused at once.
 *
 * <p>OkHttp decides nothing here. It follows no redirect, answers no challenge and sends no request
 * twice; what an exchange proved is reported as it was. TLS and HTTP/2 are agreed on by ALPN.
 *
 * <p>Threads are daemons whose names begin with {@code OkHttp}; they start when needed and end when
 * they had nothing to do for 30 s, or at {@link #close()}. OkHttp itself is loaded by the first
 * exchange, on its thread, so that making a transport costs next to nothing.
 */
public final class OkHttpTransport implements Transport {

  private static final int IDLE_THREAD_SECONDS = 30;

  /** Room for name lookups (one per host at a time) and for closing connections. */
  private static final int EXTRA_THREADS = 4;

  private final int maxInFlight;
  private final Semaphore permits;
  private final ThreadPoolExecutor dispatcher;
  private final HttpClients clients;
  private final Clock clock;
  private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param config gives the in-flight limit and the connect timeout; the timeout of an exchange
   *     comes with each request
   * @param threadName goes into the names of the threads, behind {@code OkHttp}
   */
  public OkHttpTransport(DeliveryConfig config, String threadName) {
    this(config, threadName, Clock.system(), UnaryOperator.identity());
  }

  /**
   * @param tuning changes the client before it is built; for tests
   */
  OkHttpTransport(
      DeliveryConfig config,
      String threadName,
      Clock clock,
      UnaryOperator<OkHttpClient.Builder> tuning) {
    this.maxInFlight = config.maxInFlight();
    this.permits = new Semaphore(maxInFlight);
    this.dispatcher = dispatcher(maxInFlight, threadName);
    this.clients = new HttpClients(config, dispatcher, tuning);
    this.clock = clock;
  }

  /** Whether the calling thread is one of a transport, where only what we do can log anything. */
  public static boolean isOwnThread() {
    return Thread.currentThread() instanceof TransportThread;
  }

  private static ThreadPoolExecutor dispatcher(int maxInFlight, String threadName) {
    // An exchange gives its permit back before its thread is free again, hence the double.
    return new ThreadPoolExecutor(
        0,
        2 * maxInFlight + EXTRA_THREADS,
        IDLE_THREAD_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        TransportThread.factory(threadName));
  }

  @Override
  public CompletableFuture<ExchangeResult> send(ExchangeRequest request) {
    if (closed) {
      return refused(FailureKind.CANCELED, "the transport is closed");
    }
    if (!permits.tryAcquire()) {
      return refused(
          FailureKind.OTHER_IO, "not sent: " + maxInFlight + " exchanges are under way already");
    }
    return start(new Exchange(request, clients, clock, this::ended));
  }

  private static CompletableFuture<ExchangeResult> refused(FailureKind kind, String detail) {
    return CompletableFuture.completedFuture(new ExchangeResult.Failed(kind, detail));
  }

  private CompletableFuture<ExchangeResult> start(Exchange exchange) {
    underWay.add(exchange);
    if (closed) {
      // close() may have looked through the exchanges before this one was among them.
      exchange.cancel();
    }
    try {
      dispatcher.execute(exchange);
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      refuse(exchange);
    }
    return exchange.result();
  }

  private void refuse(Exchange exchange) {
    if (closed) {
      exchange.refuse(FailureKind.CANCELED, "the transport is closed");
    } else {
      exchange.refuse(FailureKind.OTHER_IO, "not sent: no thread was to be had");
    }
  }

  /** Before the exchange's future completes, so that what depends on it may send the next. */
  private void ended(Exchange exchange) {
    underWay.remove(exchange);
    permits.release();
  }

  @Override
  public void cancelAll() {
    underWay.forEach(Exchange::cancel);
  }

  @Override
  public void close() {
    closed = true;
    cancelAll();
    clients.close();
    dispatcher.shutdown();
  }
}
