package io.github.telemetryappender.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/** What the tests of this package say often. */
final class Exchanges {

  static final Duration LONG = Duration.ofSeconds(20);

  private static final DeliveryConfig CONFIG = new DeliveryConfig(4, Duration.ofSeconds(5), LONG);

  private Exchanges() {}

  /** Loads the classes of OkHttp, which may take longer than the short timeouts of some tests. */
  static void warmUp() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
        OkHttpTransport transport = transport()) {
      answered(transport.send(post(server.url().replace("127.0.0.1", "localhost"), "x")));
    }
  }

  static OkHttpTransport transport() {
    return transport(UnaryOperator.identity());
  }

  static OkHttpTransport transport(UnaryOperator<OkHttpClient.Builder> tuning) {
    return transport(CONFIG, tuning);
  }

  /** One whose threads can be told from others by this name, see {@link #threads}. */
  static OkHttpTransport transport(String name, UnaryOperator<OkHttpClient.Builder> tuning) {
    return new OkHttpTransport(
        CONFIG, ConnectionConfig.OF_THE_JVM, name, Clock.system(), tuning, Exchanges::noTrouble);
  }

  /** How many threads there are of the transport of this name. */
  static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(TransportThread.NAME_PREFIX + name + " "))
        .count();
  }

  static OkHttpTransport transport(
      DeliveryConfig config, UnaryOperator<OkHttpClient.Builder> tuning) {
    return transport(config, ConnectionConfig.OF_THE_JVM, tuning);
  }

  static OkHttpTransport transport(ConnectionConfig connection) {
    return transport(CONFIG, connection, UnaryOperator.identity());
  }

  static OkHttpTransport transport(
      DeliveryConfig config,
      ConnectionConfig connection,
      UnaryOperator<OkHttpClient.Builder> tuning) {
    return new OkHttpTransport(
        config, connection, "test", Clock.system(), tuning, Exchanges::noTrouble);
  }

  private static void noTrouble(String trouble) {
    throw new AssertionError(trouble);
  }

  static ExchangeRequest post(String url, String body) {
    return post(url, payload(body));
  }

  static ExchangeRequest post(String url, Payload payload) {
    return new ExchangeRequest(
        "POST", url, List.of(), () -> payload, LONG.toNanos(), ConnectionUse.POOLED);
  }

  static ExchangeRequest head(String url) {
    return new ExchangeRequest(
        "HEAD", url, List.of(), PayloadSource.NONE, LONG.toNanos(), ConnectionUse.POOLED);
  }

  static ExchangeRequest within(ExchangeRequest request, Duration timeout) {
    return new ExchangeRequest(
        request.method(),
        request.url(),
        request.headers(),
        request.payload(),
        timeout.toNanos(),
        request.connectionUse());
  }

  static ExchangeRequest with(ExchangeRequest request, Header... headers) {
    return new ExchangeRequest(
        request.method(),
        request.url(),
        List.of(headers),
        request.payload(),
        request.timeoutNanos(),
        request.connectionUse());
  }

  static ExchangeRequest fresh(ExchangeRequest request) {
    return over(ConnectionUse.FRESH, request);
  }

  static ExchangeRequest overHttp1(ExchangeRequest request) {
    return over(ConnectionUse.FRESH_HTTP_1, request);
  }

  private static ExchangeRequest over(ConnectionUse use, ExchangeRequest request) {
    return new ExchangeRequest(
        request.method(),
        request.url(),
        request.headers(),
        request.payload(),
        request.timeoutNanos(),
        use);
  }

  static Payload payload(String text) {
    return payload(text.getBytes(StandardCharsets.UTF_8));
  }

  static Payload payload(byte[] bytes) {
    return payload(bytes.length, out -> out.write(bytes));
  }

  /** A payload whose writing is in the test's hands. */
  static Payload payload(long contentLength, Writing writing) {
    return new Payload() {
      @Override
      public String contentType() {
        return "text/plain";
      }

      @Override
      public String contentEncoding() {
        return null;
      }

      @Override
      public long contentLength() {
        return contentLength;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        writing.writeTo(out);
      }
    };
  }

  interface Writing {
    void writeTo(OutputStream out) throws IOException;
  }

  static ExchangeResult await(CompletableFuture<ExchangeResult> result) {
    return result.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  static Answered answered(CompletableFuture<ExchangeResult> result) {
    ExchangeResult outcome = await(result);
    assertThat(outcome).isInstanceOf(Answered.class);
    return (Answered) outcome;
  }

  static Failed failed(CompletableFuture<ExchangeResult> result) {
    ExchangeResult outcome = await(result);
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  static String text(Answered answered) {
    return new String(answered.body(), StandardCharsets.ISO_8859_1);
  }

  /** Waits for something that another thread brings about. */
  static void eventually(BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadlineNanos).as("in time").isNegative();
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
