package io.github.telemetryappender.it.versions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint on the loopback interface that accepts everything and remembers it. */
final class Receiver implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<Post> posts = new CopyOnWriteArrayList<>();

  /** A request. */
  record Post(String path, String team, byte[] body) {

    /** As one character per byte. */
    String text() {
      return new String(body, ISO_8859_1);
    }
  }

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String team = exchange.getRequestHeaders().getFirst("X-Team");
    if (exchange.getRequestMethod().equals("POST")) {
      posts.add(new Post(exchange.getRequestURI().getPath(), team, body));
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Post> posts(String path) {
    return posts.stream().filter(post -> post.path().equals(path)).toList();
  }

  /** The events that came to {@code /ingest} in the format {@code json}, not compressed. */
  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (Post post : posts("/ingest")) {
      JSON.readTree(post.body()).forEach(events::add);
    }
    return events;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
