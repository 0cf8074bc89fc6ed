package io.github.telemetryappender.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real OpenSearch node in a JVM of its own, started when first asked for and shared by all tests
 * of this JVM. It ends with this JVM, as it reads from it until the end.
 */
final class OpenSearch {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
  private static final Pattern LISTENING = Pattern.compile("listening at (http://\\S+)");

  private static OpenSearch shared;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path output;
  private final String url;

  private OpenSearch(Process process, Path output) {
    this.process = process;
    this.output = output;
    Eventually.eventually("OpenSearch is up", this::isUp, this::printed);
    this.url = printedUrl();
  }

  static synchronized OpenSearch shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  private static OpenSearch start() {
    Path built = Path.of(System.getProperty("opensearch.node"));
    try {
      Path home = Files.createTempDirectory(built, "node");
      Path output = home.resolve("output.txt");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              built.resolve("classes")
                  + File.pathSeparator
                  + Files.readString(built.resolve("classpath.txt")),
              "io.github.telemetryappender.opensearch.OpenSearchNode",
              home.toString());
      return new OpenSearch(
          builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isUp() {
    if (!process.isAlive()) {
      throw new AssertionError("OpenSearch ended: " + printed());
    }
    return !printedUrl().isEmpty();
  }

  private String printedUrl() {
    Matcher matcher = LISTENING.matcher(printed());
    return matcher.find() ? matcher.group(1) : "";
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a path. */
  String url() {
    return url;
  }

  int port() {
    return URI.create(url).getPort();
  }

  JsonNode get(String path) {
    return send("GET", path, "");
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws AssertionError when it is refused
   */
  JsonNode send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LONGEST_ANSWER)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new AssertionError(method + " " + path + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while OpenSearch answered", e);
    }
  }
}
