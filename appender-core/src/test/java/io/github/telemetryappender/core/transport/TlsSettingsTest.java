package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.TlsConfig;
import io.github.telemetryappender.core.settings.TlsConfig.PemIdentity;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with certificates from files, which are replaced while exchanges are made. */
class TlsSettingsTest {

  private static final HeldCertificate OLD_CA = authority();
  private static final HeldCertificate NEW_CA = authority();
  private static final HeldCertificate CLIENT =
      new HeldCertificate.Builder().signedBy(OLD_CA).commonName("shipper").build();

  @TempDir Path folder;
  private Path caFile;

  private final MockWebServer server = new MockWebServer();
  private final List<String> troubles = new CopyOnWriteArrayList<>();
  private final AtomicLong aheadNanos = new AtomicLong();

  /** The machine's clock, moved ahead by hand. */
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime() + aheadNanos.get();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @BeforeEach
  void startServer() throws IOException {
    caFile = Files.writeString(folder.resolve("ca.pem"), OLD_CA.certificatePem());
    serve(certificate(OLD_CA, "localhost").build());
    server.start(InetAddress.getByName("127.0.0.1"), 0);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void aPrivateIssuerIsTrustedAndHttp2Spoken() throws Exception {
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);

      assertThat(server.takeRequest().getVersion()).isEqualTo("HTTP/2");
    }
  }

  @Test
  void theJvmsIssuersAreNotTrustedBesideThem() throws Exception {
    serve(certificate(NEW_CA, "localhost").build());
    try (OkHttpTransport transport = transport(trusting())) {
      assertRefused(transport, "showed a certificate that is not trusted: its issuer is in none");
    }
  }

  @Test
  void theReportTellsAnExpiredCertificateFromOneOfAnotherHost() throws Exception {
    try (OkHttpTransport transport = transport(trusting())) {
      serve(certificate(OLD_CA, "localhost").validityInterval(1_000, 2_000).build());
      assertRefused(transport, "showed a certificate that has expired");
      serve(
          certificate(OLD_CA, "localhost")
              .validityInterval(32_503_680_000_000L, 32_503_690_000_000L)
              .build());
      assertRefused(transport, "showed a certificate that is not valid yet");
      serve(certificate(OLD_CA, "elsewhere.test").build());
      assertRefused(transport, "showed a certificate of other hosts");
    }
  }

  @Test
  void theClientShowsItsCertificate() throws Exception {
    server.requireClientAuth();
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(asClient(CLIENT))) {
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);

      RecordedRequest request = server.takeRequest();
      assertThat(request.getHandshake().peerPrincipal().getName()).contains("shipper");
    }
  }

  @Test
  void replacedFilesServeFromTheNextLookOn() throws Exception {
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      answered(transport.send(post(url(), "one")));
      serve(certificate(NEW_CA, "localhost").build());
      Files.writeString(caFile, NEW_CA.certificatePem());
      assertThat(failed(transport.send(Exchanges.fresh(post(url(), "early")))).kind())
          .isEqualTo(FailureKind.CERTIFICATE);

      aheadNanos.addAndGet(TlsRenewal.LOOK_NANOS);
      server.enqueue(ok());
      answered(transport.send(post(url(), "two")));
      assertThat(server.takeRequest().getBody().utf8()).isEqualTo("one");
      assertThat(server.takeRequest().getBody().utf8()).isEqualTo("two");
    }
  }

  @Test
  void whatIsUnderWayIsNotDisturbedByARenewal() throws Exception {
    server.enqueue(ok());
    server.enqueue(ok().newBuilder().headersDelay(1, TimeUnit.SECONDS).build());
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      answered(transport.send(post(url(), "first")));
      CompletableFuture<ExchangeResult> slow = transport.send(post(url(), "slow"));
      Exchanges.eventually(() -> server.getRequestCount() == 2);
      Files.writeString(caFile, OLD_CA.certificatePem() + NEW_CA.certificatePem());
      aheadNanos.addAndGet(TlsRenewal.LOOK_NANOS);
      answered(transport.send(post(url(), "after")));

      assertThat(slow).isNotDone();
      assertThat(answered(slow).status()).isEqualTo(200);
      server.takeRequest();
      assertThat(server.takeRequest().getConnectionIndex()).isZero();
      assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(1);
    }
  }

  @Test
  void filesThatCannotBeUsedDoNotTakeThePlaceOfThoseInUse() throws Exception {
    server.enqueue(ok());
    server.enqueue(ok());
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      answered(transport.send(post(url(), "one")));
      Files.writeString(caFile, "half a file");
      aheadNanos.addAndGet(TlsRenewal.LOOK_NANOS);
      answered(transport.send(post(url(), "two")));
      aheadNanos.addAndGet(TlsRenewal.LOOK_NANOS);
      answered(transport.send(post(url(), "three")));

      assertThat(troubles)
          .containsExactly(
              "files of tls.* were replaced and cannot be used, what was read before serves on:"
                  + " tls.caFile = "
                  + caFile
                  + " holds what is no certificate in PEM");
    }
  }

  @Test
  void withoutFilesNothingIsSentAndALookSeesThemCome() throws Exception {
    Files.delete(caFile);
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      Failed failure = failed(transport.send(post(url(), "x")));
      assertThat(failure.kind()).isEqualTo(FailureKind.TLS_FILES);
      assertThat(failure.detail()).isEqualTo("tls.caFile = " + caFile + " does not exist");
      assertThat(transport.isWatched()).isTrue();
      assertThat(transport.look().get()).isFalse();

      Files.writeString(caFile, OLD_CA.certificatePem());
      assertThat(transport.look().get()).isTrue();
      assertThat(answered(transport.send(post(url(), "x"))).status()).isEqualTo(200);
      assertThat(transport.look().get()).isFalse();
    }
  }

  @Test
  void aChangeThatWasSeenServesTheNextExchange() throws Exception {
    server.enqueue(ok());
    try (OkHttpTransport transport = transport(trusting())) {
      answered(transport.send(post(url(), "one")));
      serve(certificate(NEW_CA, "localhost").build());
      Files.writeString(caFile, NEW_CA.certificatePem());
      assertThat(transport.look().get()).isTrue();

      server.enqueue(ok());
      assertThat(answered(transport.send(post(url(), "two"))).status()).isEqualTo(200);
    }
  }

  @Test
  void plainHttpNeedsNoFiles() throws Exception {
    Files.delete(caFile);
    try (ScriptedServer plain = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
        OkHttpTransport transport = transport(trusting())) {
      assertThat(answered(transport.send(post(plain.url(), "x"))).status()).isEqualTo(200);
    }
  }

  private void assertRefused(OkHttpTransport transport, String what) {
    Failed failure = failed(transport.send(Exchanges.fresh(post(url(), "x"))));

    assertThat(failure.kind()).isEqualTo(FailureKind.CERTIFICATE);
    assertThat(failure.detail()).startsWith("localhost:" + server.getPort() + " " + what);
  }

  private OkHttpTransport transport(TlsConfig tls) {
    return new OkHttpTransport(
        new DeliveryConfig(4, Duration.ofSeconds(5), Exchanges.LONG),
        new ConnectionConfig(tls, null),
        "test",
        clock,
        UnaryOperator.identity(),
        troubles::add);
  }

  private TlsConfig trusting() {
    return new TlsConfig(null, caFile.toString(), null, null);
  }

  private TlsConfig asClient(HeldCertificate client) throws IOException {
    Path certificate = Files.writeString(folder.resolve("client.pem"), client.certificatePem());
    Path key = Files.writeString(folder.resolve("client.key"), client.privateKeyPkcs8Pem());
    return new TlsConfig(
        null, caFile.toString(), null, new PemIdentity(certificate.toString(), key.toString()));
  }

  private void serve(HeldCertificate certificate) {
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(OLD_CA.certificate())
            .build()
            .sslSocketFactory());
  }

  private String url() {
    return "https://localhost:" + server.getPort() + "/";
  }

  private static MockResponse ok() {
    return new MockResponse.Builder().body("ok").build();
  }

  private static HeldCertificate authority() {
    return new HeldCertificate.Builder().certificateAuthority(0).build();
  }

  private static HeldCertificate.Builder certificate(HeldCertificate issuer, String host) {
    return new HeldCertificate.Builder()
        .signedBy(issuer)
        .commonName(host)
        .addSubjectAlternativeName(host);
  }
}
