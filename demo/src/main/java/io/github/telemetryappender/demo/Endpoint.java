package io.github.telemetryappender.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP endpoint on the loopback interface that is as well-behaved as its {@link Weather}. It
 * hands out tokens at one path and takes batches of JSON at another. A batch is booked when its
 * answer is decided; the answer may still be lost on the way, as on any network.
 */
final class Endpoint implements Closeable {

  static final int RETRY_AFTER_SECONDS = 2;
  static final long SLOW_ANSWER_MILLIS = 1_500;

  private static final int MAX_BODY_BYTES = 64 << 20;
  private static final long NO_BODY = -1;
  private static final int HANDLER_THREADS = 4;

  // Below the range from which systems take the ports of outgoing connections: while our port is
  // closed, nobody else is given it, and nobody connects to himself.
  private static final int LOWEST_PORT = 12_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int PORTS_TO_TRY = 50;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final EndpointLedger ledger = new EndpointLedger();
  private final ExecutorService handlers =
      Executors.newFixedThreadPool(HANDLER_THREADS, daemon("demo endpoint"));
  private final Executor slowHandlers =
      CompletableFuture.delayedExecutor(SLOW_ANSWER_MILLIS, TimeUnit.MILLISECONDS, handlers);
  private final int port;

  private volatile Weather weather = Weather.FINE;
  private volatile String validToken = newToken();

  // Guarded by this.
  private @Nullable HttpServer server;

  private Endpoint(HttpServer server) {
    this.port = server.getAddress().getPort();
    this.server = server;
    serve(server);
  }

  /** Opens an endpoint at a free port, in fine weather. */
  static Endpoint open() throws IOException {
    // Its answers are small: without this, each could wait 40 ms for the other side's
    // acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    for (int attempt = 0; attempt < PORTS_TO_TRY; attempt++) {
      HttpServer server = serverAt(ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT));
      if (server != null) {
        return new Endpoint(server);
      }
    }
    throw new BindException("no free port in " + LOWEST_PORT + ".." + HIGHEST_PORT);
  }

  private static @Nullable HttpServer serverAt(int port) throws IOException {
    try {
      return bind(port);
    } catch (BindException taken) {
      return null;
    }
  }

  private static HttpServer bind(int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
  }

  /** Where batches go. */
  URI logsUrl() {
    return url("/logs");
  }

  /** Where tokens come from. */
  URI tokenUrl() {
    return url("/token");
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What was booked so far. */
  EndpointCounts counts() {
    return ledger.counts();
  }

  /** Becomes as the next phase wants it. */
  synchronized void become(Weather next) throws IOException {
    if (next == Weather.EXPIRED) {
      validToken = newToken();
    }
    weather = next;
    if (next == Weather.CLOSED) {
      closePort();
    } else if (server == null) {
      server = bind(port);
      serve(server);
    }
  }

  private void serve(HttpServer opened) {
    opened.createContext("/logs", this::takeBatch);
    opened.createContext("/token", this::giveToken);
    opened.setExecutor(handlers);
    opened.start();
  }

  private void closePort() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  @Override
  public synchronized void close() {
    closePort();
    handlers.shutdownNow();
  }

  private void giveToken(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String json = "{\"access_token\":\"" + validToken + "\",\"expires_in\":3600}";
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, 200, json.getBytes(StandardCharsets.UTF_8));
  }

  private void takeBatch(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    if (!exchange.getRequestMethod().equals("POST")) {
      send(exchange, 200, new byte[0]);
    } else if (weather == Weather.SLOW) {
      slowHandlers.execute(() -> decideLater(exchange, body));
    } else {
      decide(exchange, body);
    }
  }

  private void decideLater(HttpExchange exchange, byte[] body) {
    try {
      decide(exchange, body);
    } catch (IOException e) {
      // The sender has gone, or the port was closed meanwhile. It will send the batch again.
      exchange.close();
    }
  }

  private void decide(HttpExchange exchange, byte[] body) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (weather == Weather.UNAVAILABLE) {
      exchange.getResponseHeaders().set("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
      refuse(exchange, 503, "try again later");
    } else if (!("Bearer " + validToken).equals(authorization)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      refuse(exchange, 401, "the token has expired");
    } else {
      accept(exchange, body);
    }
  }

  private void accept(HttpExchange exchange, byte[] body) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    try {
      ledger.accept(ReceivedBatch.eventsOf(body, encoding));
    } catch (IOException | IllegalArgumentException e) {
      refuse(exchange, 400, "not a batch of events: " + e.getMessage());
      return;
    }
    send(exchange, 200, new byte[0]);
  }

  private void refuse(HttpExchange exchange, int status, String words) throws IOException {
    ledger.answer(status);
    send(exchange, status, words.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static String newToken() {
    return "demo-" + UUID.randomUUID();
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
