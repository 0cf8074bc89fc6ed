package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static io.github.telemetryappender.core.transport.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS: certificates, handshakes, and HTTP/2 where the server offers it. */
class TlsTest {

  private static final HeldCertificate ISSUER =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate STRANGER =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate GOOD = certificate("localhost").build();
  private static final HeldCertificate ELSEWHERE = certificate("elsewhere.test").build();
  private static final HeldCertificate EXPIRED =
      certificate("localhost").validityInterval(1_000, 2_000).build();
  private static final HeldCertificate NOT_YET =
      certificate("localhost").validityInterval(32_503_680_000_000L, 32_503_690_000_000L).build();

  private final MockWebServer server = new MockWebServer();

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @BeforeEach
  void startServer() throws IOException {
    serve(GOOD);
    server.start(InetAddress.getByName("127.0.0.1"), 0);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void http2IsAgreedOn() throws InterruptedException {
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      assertThat(answered(transport.send(post(url(), "hello"))).status()).isEqualTo(200);

      RecordedRequest request = server.takeRequest();
      assertThat(request.getVersion()).isEqualTo("HTTP/2");
      assertThat(request.getBody().utf8()).isEqualTo("hello");
      assertThat(request.getHeaders().get("Content-Length")).isEqualTo("5");
    }
  }

  @Test
  void http11IsSpokenWhereNoMoreIsOffered() throws InterruptedException {
    server.setProtocols(List.of(Protocol.HTTP_1_1));
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      assertThat(answered(transport.send(post(url(), "hello"))).status()).isEqualTo(200);

      assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/1.1");
    }
  }

  @Test
  void unknownIssuerIsRefused() {
    try (OkHttpTransport transport = transport(trusting(STRANGER))) {
      assertCertificateIsRefused(transport);
    }
  }

  @Test
  void unknownIssuerIsRefusedByTheTrustOfTheJvm() {
    try (OkHttpTransport transport = transport(client -> client.dns(host -> loopback()))) {
      assertCertificateIsRefused(transport);
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() {
    serve(ELSEWHERE);
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      assertCertificateIsRefused(transport);
    }
  }

  @Test
  void certificateOutOfItsTimeIsRefused() {
    for (HeldCertificate outOfTime : List.of(EXPIRED, NOT_YET)) {
      serve(outOfTime);
      try (OkHttpTransport transport = transport(trusting(ISSUER))) {
        assertCertificateIsRefused(transport);
      }
    }
  }

  @Test
  void refusedCertificateTellsMoreThanAClosedPort() throws UnknownHostException {
    InetAddress dead = InetAddress.getByName("127.0.0.2");
    try (OkHttpTransport transport =
        transport(
            client ->
                trusting(STRANGER).apply(client).dns(host -> List.of(dead, loopback().get(0))))) {
      assertCertificateIsRefused(transport);
    }
  }

  /** In TLS 1.3 the refusal comes after the handshake, and races with the first use. */
  @Test
  void serverThatWantsACertificateOfOursIsAFailureOfTheConnection() {
    server.requireClientAuth();
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      assertThat(failed(transport.send(post(url(), "x"))).kind())
          .isIn(FailureKind.TLS, FailureKind.STREAM_REFUSED, FailureKind.WRITE_BROKEN);
    }
  }

  @Test
  void serverWithoutTlsIsATlsFailure() throws IOException {
    try (ScriptedServer plain =
            new ScriptedServer(conversation -> conversation.write("HTTP/1.1 400 Bad\r\n\r\n"));
        OkHttpTransport transport = transport()) {
      assertThat(failed(transport.send(post("https://127.0.0.1:" + plain.port(), "x"))).kind())
          .isEqualTo(FailureKind.TLS);
    }
  }

  @Test
  void connectionThatBreaksInTheHandshakeIsATlsFailure() throws IOException {
    try (ScriptedServer broken =
            new ScriptedServer(
                conversation -> {},
                conversation -> {
                  conversation.hasRequest();
                  conversation.reset();
                });
        OkHttpTransport transport = transport()) {
      String url = "https://127.0.0.1:" + broken.port();

      assertThat(failed(transport.send(post(url, "x"))).kind()).isEqualTo(FailureKind.TLS);
      assertThat(failed(transport.send(post(url, "x"))).kind()).isEqualTo(FailureKind.TLS);
      assertThat(broken.connections()).isEqualTo(2);
    }
  }

  @Test
  void handshakeThatStallsIsAConnectTimeout() throws IOException {
    try (ScriptedServer silent = new ScriptedServer(ScriptedServer.Conversation::sayNothing);
        OkHttpTransport transport = transport()) {
      ExchangeRequest request = post("https://127.0.0.1:" + silent.port(), "x");

      assertThat(failed(transport.send(within(request, Duration.ofMillis(300)))).kind())
          .isEqualTo(FailureKind.CONNECT_TIMEOUT);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED_STREAM, STREAM_REFUSED",
    "ENHANCE_YOUR_CALM, CALM_DOWN",
    "CANCEL, STREAM_RESET",
    "INTERNAL_ERROR, STREAM_RESET",
    "PROTOCOL_ERROR, STREAM_RESET"
  })
  void resetOfAStreamIsToldByItsCodeAndNotRepeated(ErrorCode code, FailureKind kind) {
    server.enqueue(
        new MockResponse.Builder()
            .onResponseStart(new SocketEffect.CloseStream(code.getHttpCode()))
            .build());
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      assertThat(failed(transport.send(post(url(), "x"))).kind()).isEqualTo(kind);

      server.enqueue(ok());
      assertThat(answered(transport.send(post(url(), "y"))).status()).isEqualTo(200);
      assertThat(server.getRequestCount()).isEqualTo(2);
    }
  }

  @Test
  void http2ConnectionIsNotUsedAgainAfterATimeout() throws InterruptedException {
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      server.enqueue(ok());
      answered(transport.send(post(url(), "one")));
      server.enqueue(
          new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
      Failed stalled = failed(transport.send(within(post(url(), "two"), Duration.ofMillis(300))));
      assertThat(stalled.kind()).isEqualTo(FailureKind.TIMEOUT);
      server.enqueue(ok());
      answered(transport.send(post(url(), "three")));

      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(0);
      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(0);
      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(1);
    }
  }

  @Test
  void freshIsANewConnectionOnHttp2Too() throws InterruptedException {
    server.enqueue(ok());
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      answered(transport.send(post(url(), "pooled")));
      answered(transport.send(Exchanges.fresh(post(url(), "fresh"))));

      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(0);
      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(1);
    }
  }

  @Test
  void http11IsAskedForOnANewConnectionAndStaysWhereItWorks() throws InterruptedException {
    server.enqueue(ok());
    server.enqueue(new MockResponse.Builder().code(505).build());
    server.enqueue(ok());
    server.enqueue(ok());
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting(ISSUER))) {
      answered(transport.send(post(url(), "over HTTP/2")));
      answered(transport.send(Exchanges.overHttp1(post(url(), "refused as well"))));
      answered(transport.send(post(url(), "over HTTP/2")));
      answered(transport.send(Exchanges.overHttp1(post(url(), "taken"))));
      answered(transport.send(post(url(), "stays")));

      assertThat(versions(5))
          .containsExactly("HTTP/2", "HTTP/1.1", "HTTP/2", "HTTP/1.1", "HTTP/1.1");
    }
  }

  private List<String> versions(int requests) throws InterruptedException {
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      versions.add(server.takeRequest().getVersion());
    }
    return versions;
  }

  @Test
  void oldVersionOfTlsIsATlsFailure() throws IOException {
    byte[] protocolVersionAlert = {21, 3, 1, 0, 2, 2, 70};
    try (ScriptedServer old =
            new ScriptedServer(
                conversation -> {
                  conversation.hasRequest();
                  conversation.write(new String(protocolVersionAlert, StandardCharsets.ISO_8859_1));
                });
        OkHttpTransport transport = transport()) {
      assertThat(failed(transport.send(post("https://127.0.0.1:" + old.port(), "x"))).kind())
          .isEqualTo(FailureKind.TLS);
    }
  }

  private void assertCertificateIsRefused(OkHttpTransport transport) {
    Failed failure = failed(transport.send(post(url(), "x")));

    assertThat(failure.kind()).isEqualTo(FailureKind.CERTIFICATE);
    assertThat(failure.detail()).contains("localhost:" + server.getPort());
  }

  private void serve(HeldCertificate certificate) {
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(ISSUER.certificate())
            .build()
            .sslSocketFactory());
  }

  private static UnaryOperator<OkHttpClient.Builder> trusting(HeldCertificate issuer) {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder().addTrustedCertificate(issuer.certificate()).build();
    return client ->
        client
            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .dns(host -> loopback());
  }

  private String url() {
    return "https://localhost:" + server.getPort() + "/";
  }

  private static MockResponse ok() {
    return new MockResponse.Builder().body("ok").build();
  }

  private static List<InetAddress> loopback() {
    try {
      return List.of(InetAddress.getByName("127.0.0.1"));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static HeldCertificate.Builder certificate(String host) {
    return new HeldCertificate.Builder()
        .signedBy(ISSUER)
        .commonName(host)
        .addSubjectAlternativeName(host);
  }
}
