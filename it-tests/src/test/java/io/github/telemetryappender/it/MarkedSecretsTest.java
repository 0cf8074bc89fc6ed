package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of credential, holding a mark, against servers that refuse it and write back all they
 * were sent; then everything that can be read of the appender is searched for the mark.
 */
class MarkedSecretsTest extends ShippingContract {

  private static final String MARK = "mArKeD";

  /** With characters that JSON and forms write in another way. */
  private static final String SECRET = MARK + "/s3cret+=" + MARK;

  private static final String BASE64_MARK =
      Base64.getEncoder().encodeToString(("shipper:" + SECRET).getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  /** Refuses, and writes back. */
  private final MockWebServer echo = new MockWebServer();

  /** Where a redirect leads to; nobody may come. */
  private final MockWebServer elsewhere = new MockWebServer();

  private final List<RecordedRequest> seen = new CopyOnWriteArrayList<>();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private volatile int status;

  @BeforeEach
  void listen() throws IOException {
    PrintStream tee = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(tee);
    System.setErr(tee);
    echo.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            seen.add(request);
            return written(request);
          }
        });
    echo.start(InetAddress.getByName("127.0.0.1"), 0);
    elsewhere.start(InetAddress.getByName("127.0.0.1"), 0);
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
    echo.close();
    elsewhere.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bearerToken, 401",
    "bearerToken, 500",
    "bearerToken, 302",
    "bearerToken, 307",
    "apiKey, 403",
    "apiKey, 400",
    "apiKey, 418",
    "password, 401",
    "header, 404",
    "header, 400",
    "tokenFile, 401",
    "tokenFile, 503",
    "oauth2, 401",
    "oauth2, 500",
    "oauth2, 302",
    "oauth2Basic, 403",
    "oauth2File, 400",
    "credentialsFile, 400",
    "credentialsFile, 307",
    "trustStore, 500",
    "caFile, 500"
  })
  void noMarkIsToBeFoundAnywhere(String kind, int answered) throws Exception {
    status = answered;
    List<String> settings =
        new ArrayList<>(List.of("endpoint", url("/in"), "shutdownTimeout", "100ms"));
    settings.addAll(credential(kind));
    start(settings(settings.toArray(String[]::new)));
    logEach(Severity.ERROR, 2);
    logging.flush(Duration.ofMillis(100)).join();
    eventually(
        "a report or a repetition", () -> !warnings().isEmpty() || seen.size() > 1, this::warnings);
    List<String> texts = new ArrayList<>(readable());
    logging.stop();
    texts.addAll(readable());

    assertThat(texts).isNotEmpty().allSatisfy(MarkedSecretsTest::assertUnmarked);
    assertThat(elsewhere.getRequestCount()).isZero();
    if (!kind.equals("trustStore") && !kind.equals("caFile")) {
      assertThat(seen).isNotEmpty();
    }
    assertNoFileButOursIsMarked();
  }

  private static void assertUnmarked(String text) {
    assertThat(text).doesNotContain(MARK).doesNotContain(BASE64_MARK.substring(0, 20));
  }

  private List<String> credential(String kind) throws IOException {
    return switch (kind) {
      case "bearerToken" -> List.of("auth.bearerToken", SECRET);
      case "apiKey" -> List.of("auth.apiKey", SECRET);
      case "password" -> List.of("auth.username", "shipper", "auth.password", SECRET);
      case "header" -> List.of("header", "X-Ingest-Key: " + SECRET);
      case "tokenFile" -> List.of("auth.tokenFile", file("token", SECRET));
      case "oauth2" -> oauth2("auth.oauth2.clientSecret", SECRET);
      case "oauth2File" -> oauth2("auth.oauth2.clientSecretFile", file("secret", SECRET));
      case "oauth2Basic" ->
          Stream.concat(
                  oauth2("auth.oauth2.clientSecret", SECRET).stream(),
                  Stream.of("auth.oauth2.clientAuthentication", "basic"))
              .toList();
      case "credentialsFile" -> List.of("auth.credentialsFile", file("login", login()));
      case "trustStore" ->
          List.of(
              "endpoint", url("/in").replace("http:", "https:"),
              "tls.trustStore", file("trust", "no store " + MARK),
              "tls.trustStorePassword", SECRET);
      case "caFile" ->
          List.of(
              "endpoint", url("/in").replace("http:", "https:"),
              "tls.caFile", file("ca", "-----BEGIN CERTIFICATE-----\n" + MARK));
      default -> throw new AssertionError(kind);
    };
  }

  private List<String> oauth2(String name, String secret) {
    return List.of(
        "auth.oauth2.tokenUrl", url("/token"), "auth.oauth2.clientId", "shipper", name, secret);
  }

  private String login() {
    return """
        {"client_id":"c","access_token":"%s","refresh_token":"%s","refresh_url":"%s","expire_at":"%s"}
        """
        .formatted(SECRET, SECRET, url("/refresh"), Instant.now());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + echo.getPort() + path;
  }

  private MockResponse written(RecordedRequest request) {
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    StringBuilder text = new StringBuilder();
    request.getHeaders().forEach(header -> text.append(header.getSecond()).append(' '));
    String all = (text + body).replace("\"", "\\\"").replace("\n", " ");
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Location", "http://127.0.0.1:" + elsewhere.getPort() + "/")
        .setHeader("Content-Type", "application/json")
        .body(
            "{\"error\":\"%s\",\"error_description\":\"%s\",\"message\":\"%s\"}"
                .formatted(all, all.replace("/", "\\/"), all))
        .build();
  }

  /** All that the appender lets anybody read of it. */
  private List<String> readable() throws JMException {
    List<String> texts = new ArrayList<>();
    logging.statusLines().forEach(line -> texts.add(line.text()));
    texts.add(logging.snapshot().toString());
    texts.add(printed.toString(StandardCharsets.UTF_8));
    Thread.getAllStackTraces().keySet().forEach(thread -> texts.add(thread.getName()));
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name :
        beans.queryNames(new ObjectName("io.github.telemetryappender:*"), null)) {
      for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
        texts.add(String.valueOf(beans.getAttribute(name, attribute.getName())));
      }
    }
    return texts;
  }

  private void assertNoFileButOursIsMarked() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              path ->
                  assertThat(path.getFileName().toString())
                      .isIn("token", "secret", "login", "trust", "ca"));
    }
  }
}
