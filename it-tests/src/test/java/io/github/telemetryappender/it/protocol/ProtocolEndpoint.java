package io.github.telemetryappender.it.protocol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * A server of a protocol on the loopback interface. It remembers what it was sent, answered and
 * kept, and can be told to answer otherwise for a while. Any thread.
 */
public final class ProtocolEndpoint implements AutoCloseable {

  /** A request and what became of it. */
  public record Exchange(Request request, Answer answer) {}

  private final ProtocolServer protocol;
  private final HttpServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(ProtocolEndpoint::daemon);
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Queue<Answer> scripted = new ArrayDeque<>();

  public ProtocolEndpoint(ProtocolServer protocol) {
    this.protocol = protocol;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(thread);
    server.createContext("/", this::handle);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "protocol-endpoint");
    thread.setDaemon(true);
    return thread;
  }

  /** With the path under which the protocol takes events. */
  public String url() {
    return origin() + protocol.path();
  }

  /** Without a path. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next requests are answered so, one after another, before the protocol is asked again. */
  public synchronized void answerNext(Answer... answers) {
    scripted.addAll(List.of(answers));
  }

  /** The POST requests so far with their answers, oldest first. */
  public synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** Those that the protocol refused, which a client that is right never causes. */
  public List<String> refusals() {
    return exchanges().stream()
        .filter(exchange -> exchange.answer().status() >= 300)
        .map(exchange -> exchange.answer().status() + " " + exchange.answer().text())
        .toList();
  }

  /** What was kept, in the order of arrival. */
  public List<ReceivedEvent> kept() {
    return exchanges().stream().flatMap(exchange -> exchange.answer().kept().stream()).toList();
  }

  /** The ids of what was kept, each once. */
  public Set<String> keptIds() {
    Set<String> ids = new TreeSet<>();
    kept().forEach(event -> ids.add(event.id()));
    return ids;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        write(exchange, answer(read(exchange)));
      } else {
        write(exchange, Answer.text(405, "", List.of()));
      }
    }
  }

  private synchronized Answer answer(Request request) {
    Answer answer = scripted.isEmpty() ? protocol.answer(request) : scripted.remove();
    exchanges.add(new Exchange(request, answer));
    return answer;
  }

  private static Request read(HttpExchange exchange) throws IOException {
    TreeMap<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }
    return new Request(exchange.getRequestURI().getPath(), headers, body);
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    int length = answer.body().length;
    exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
    if (length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
