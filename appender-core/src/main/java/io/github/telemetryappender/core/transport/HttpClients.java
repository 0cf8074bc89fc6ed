package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.ProxyConfig;
import io.github.telemetryappender.core.tls.Tls;
import io.github.telemetryappender.core.tls.UnusableTlsException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * The OkHttp client of a transport and its successors. All share everything but the pool of
 * connections: a successor starts without any, which is how connections that cannot be trusted any
 * more are left behind. Any thread.
 */
final class HttpClients {

  /** Below the idle timeouts usual among load balancers (60 s), so that we are first to close. */
  private static final Duration POOLED_CONNECTION_IDLE = Duration.ofSeconds(30);

  private final DeliveryConfig config;
  private final @Nullable ProxyConfig proxy;
  private final ExecutorService executor;
  private final @Nullable TlsRenewal renewal;
  private final UnaryOperator<OkHttpClient.Builder> tuning;
  private final Object making = new Object();

  /** Guarded by this. */
  private @Nullable OkHttpClient current;

  /** Guarded by this. */
  private boolean closed;

  /**
   * @param proxy null for those that the JVM is configured with
   * @param renewal null for the JVM's TLS
   */
  HttpClients(
      DeliveryConfig config,
      @Nullable ProxyConfig proxy,
      ExecutorService executor,
      @Nullable TlsRenewal renewal,
      UnaryOperator<OkHttpClient.Builder> tuning) {
    this.config = config;
    this.proxy = proxy;
    this.executor = executor;
    this.renewal = renewal;
    this.tuning = tuning;
  }

  /** The client whose connections are in use; made at the first call, which may take 100 ms. */
  OkHttpClient current() {
    OkHttpClient made = madeSoFar();
    return made != null ? made : first();
  }

  /**
   * As {@link #current()}, with the TLS of the files as they are now. What is under way with the
   * TLS of before goes on undisturbed.
   *
   * @param timeoutNanos the longest to wait for the files
   * @throws UnusableTlsException where there is none that can be used
   */
  OkHttpClient currentSecure(long timeoutNanos) throws UnusableTlsException {
    if (renewal == null) {
      return current();
    }
    Tls tls = renewal.current(timeoutNanos);
    OkHttpClient made = current();
    return made.sslSocketFactory() == tls.socketFactory() ? made : renewed(tls);
  }

  private OkHttpClient renewed(Tls tls) {
    synchronized (making) {
      OkHttpClient made = current();
      if (made.sslSocketFactory() != tls.socketFactory()) {
        made =
            made.newBuilder()
                .sslSocketFactory(tls.socketFactory(), tls.trustManager())
                .connectionPool(newPool())
                .build();
        adopt(made);
      }
      return made;
    }
  }

  private synchronized @Nullable OkHttpClient madeSoFar() {
    return current;
  }

  /** Under a lock of its own: close() must not wait for a client that is being made. */
  private OkHttpClient first() {
    synchronized (making) {
      OkHttpClient made = madeSoFar();
      if (made == null) {
        made = make();
        replaceCurrent(made);
      }
      return made;
    }
  }

  private synchronized @Nullable OkHttpClient replaceCurrent(OkHttpClient successor) {
    OkHttpClient predecessor = current;
    current = successor;
    return predecessor;
  }

  /** As {@code client}, with no connections yet. Only its caller uses it until {@link #adopt}. */
  OkHttpClient unconnected(OkHttpClient client) {
    return client.newBuilder().connectionPool(newPool()).build();
  }

  /** As {@link #unconnected}, speaking HTTP/1.1 alone. */
  OkHttpClient unconnectedHttp1(OkHttpClient client) {
    return unconnected(client).newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build();
  }

  /** Makes this the current client; the connections of its predecessor are used no more. */
  void adopt(OkHttpClient successor) {
    OkHttpClient predecessor = replaceCurrent(successor);
    if (predecessor != null) {
      closeIdle(predecessor);
    }
  }

  /** Leaves this client's connections behind, unless that has happened already. */
  void distrust(OkHttpClient used) {
    if (!isRetired(used)) {
      adopt(unconnected(used));
    }
  }

  /** Sees that a client which is not current any more keeps no connection open. */
  void release(OkHttpClient used) {
    if (isRetired(used)) {
      closeIdle(used);
    }
  }

  private synchronized boolean isRetired(OkHttpClient client) {
    return closed || client != current;
  }

  /** Never waits: closing a TLS connection may have to write, and does so on another thread. */
  void close() {
    OkHttpClient last;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      last = current;
    }
    if (last != null) {
      closeIdleElsewhere(last);
    }
  }

  private void closeIdleElsewhere(OkHttpClient client) {
    try {
      executor.execute(() -> closeIdle(client));
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      closeIdle(client);
    }
  }

  private static void closeIdle(OkHttpClient client) {
    client.connectionPool().evictAll();
  }

  private OkHttpClient make() {
    OkHttpClient tuned = tuning.apply(settings()).build();
    return tuned.newBuilder().dns(new AbandonableDns(tuned.dns(), executor)).build();
  }

  private OkHttpClient.Builder settings() {
    String authorization = ProxyChallenge.authorization(proxy);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher())
        .connectionPool(newPool())
        .socketFactory(new UndelayedSockets())
        .connectTimeout(config.connectTimeout())
        // One timeout bounds the exchange as a whole; the others stay off.
        .callTimeout(Duration.ZERO)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        // Whether to send again is decided elsewhere. (All addresses of a host are tried still.)
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .authenticator(Authenticator.NONE)
        .proxySelector(new ProxyChoice(proxy))
        .proxyAuthenticator(new ProxyChallenge(authorization))
        .addNetworkInterceptor(new UntunneledProxyAuthorization(authorization))
        .cookieJar(CookieJar.NO_COOKIES)
        .addNetworkInterceptor(new AnswerMask())
        .eventListenerFactory(HttpClients::progressOf);
  }

  private Dispatcher dispatcher() {
    Dispatcher dispatcher = new Dispatcher(executor);
    dispatcher.setMaxRequests(config.maxInFlight());
    dispatcher.setMaxRequestsPerHost(config.maxInFlight());
    return dispatcher;
  }

  private ConnectionPool newPool() {
    return new ConnectionPool(
        config.maxInFlight(), POOLED_CONNECTION_IDLE.toSeconds(), TimeUnit.SECONDS);
  }

  private static EventListener progressOf(Call call) {
    ExchangeProgress progress = call.request().tag(ExchangeProgress.class);
    return progress == null ? EventListener.NONE : progress;
  }
}
