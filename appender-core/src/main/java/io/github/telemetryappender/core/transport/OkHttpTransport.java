package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.tls.TlsFiles;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The transport over OkHttp, with a dispatcher and a connection pool of its own. Each exchange runs
 * on one thread of that dispatcher, from rendering to the last byte of the answer; at most {@code
 * maxInFlight} do so at a time, and nothing ever queues: what comes beyond is refused at once. A
 * HEAD, which carries no event, is not counted: it must not take the place of one that does.
 *
 * <p>OkHttp decides nothing here. It follows no redirect, answers no challenge and sends no request
 * twice; what an exchange proved is reported as it was. TLS and HTTP/2 are agreed on by ALPN.
 *
 * <p>Threads are daemons whose names begin with {@code OkHttp telemetry-appender}; they start when
 * needed and end when they had nothing to do for 30 s, or at {@link #close()}. OkHttp itself is
 * loaded by the first exchange, on its thread, so that making a transport costs next to nothing.
 */
public final class OkHttpTransport implements Transport {

  private static final int IDLE_THREAD_SECONDS = 30;

  /** Room for name lookups (one per host at a time) and for closing connections. */
  private static final int EXTRA_THREADS = 4;

  private final int maxInFlight;
  private final Semaphore permits;
  private final ThreadPoolExecutor dispatcher;
  private final @Nullable TlsRenewal renewal;
  private final HttpClients clients;
  private final Clock clock;
  private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param config gives the in-flight limit and the connect timeout; the timeout of an exchange
   *     comes with each request
   * @param connection TLS and proxy
   * @param threadName goes into the names of the threads, behind that
   * @param trouble hears when files of TLS were replaced by others that cannot be used; on any
   *     thread, and must return soon
   * @throws io.github.telemetryappender.core.settings.SettingsException where TLS needs a library
   *     that is not there
   */
  public OkHttpTransport(
      DeliveryConfig config,
      ConnectionConfig connection,
      String threadName,
      Consumer<String> trouble) {
    this(config, connection, threadName, Clock.system(), UnaryOperator.identity(), trouble);
  }

  /**
   * @param tuning changes the client before it is built; for tests
   */
  OkHttpTransport(
      DeliveryConfig config,
      ConnectionConfig connection,
      String threadName,
      Clock clock,
      UnaryOperator<OkHttpClient.Builder> tuning,
      Consumer<String> trouble) {
    this.maxInFlight = config.maxInFlight();
    this.permits = new Semaphore(maxInFlight);
    this.dispatcher = dispatcher(maxInFlight, threadName);
    TlsFiles files = TlsFiles.of(connection.tls());
    this.renewal = files == null ? null : new TlsRenewal(files, dispatcher, clock, trouble);
    this.clients = new HttpClients(config, connection.proxy(), dispatcher, renewal, tuning);
    this.clock = clock;
  }

  /** Whether a thread of this name is a transport's, where only what we do can log anything. */
  public static boolean isOwnThread(String threadName) {
    return threadName.startsWith(TransportThread.NAME_PREFIX);
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
    if (request.method().equals("HEAD")) {
      return start(new Exchange(request, clients, clock, underWay::remove));
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
  public boolean isWatched() {
    return renewal != null;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    return renewal == null ? CompletableFuture.completedFuture(false) : renewal.look();
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
