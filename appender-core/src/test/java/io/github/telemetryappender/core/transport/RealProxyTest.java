package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.ProxyConfig;
import io.github.telemetryappender.core.settings.TlsConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersAdapter;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.HttpProxyServerBootstrap;
import org.littleshoot.proxy.ProxyAuthenticator;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;

/** A real proxy in front of a real server. The server has a name that only the proxy knows. */
class RealProxyTest {

  private static final String HOST = "endpoint.test";
  private static final String PASSWORD = "pa55word-of-the-proxy";

  private final MockWebServer server = new MockWebServer();
  private final List<String> seenByProxy = new CopyOnWriteArrayList<>();
  private HttpProxyServer proxy;

  @BeforeEach
  void startServer() throws IOException {
    server.start(InetAddress.getByName("127.0.0.1"), 0);
    server.enqueue(new MockResponse.Builder().body("ok").build());
  }

  @AfterEach
  void stop() {
    proxy.abort();
    server.close();
  }

  @Test
  void httpsGoesThroughATunnelAndTheServerSeesNothingOfTheProxy(@TempDir Path folder)
      throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder().commonName(HOST).addSubjectAlternativeName(HOST).build();
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    Path caFile = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
    startProxy(Asks.FOR_CREDENTIALS);
    try (OkHttpTransport transport =
        through(new TlsConfig(null, caFile.toString(), null, null), "shipper", PASSWORD)) {
      assertThat(answered(transport.send(post("https://" + address(), "x"))).status())
          .isEqualTo(200);

      RecordedRequest request = server.takeRequest();
      assertThat(request.getVersion()).isEqualTo("HTTP/2");
      assertThat(request.getHeaders().get("Proxy-Authorization")).isNull();
      assertThat(seenByProxy).contains("CONNECT " + address());
    }
  }

  @Test
  void plainHttpIsPassedOnWithTheProxysCredentials() throws Exception {
    startProxy(Asks.FOR_CREDENTIALS);
    try (OkHttpTransport transport = through(TlsConfig.NONE, "shipper", PASSWORD)) {
      assertThat(answered(transport.send(post("http://" + address(), "x"))).status())
          .isEqualTo(200);
      assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }
  }

  @Test
  void aProxyThatAsksForNothingIsGivenNothing() throws Exception {
    startProxy(Asks.FOR_NOTHING);
    try (OkHttpTransport transport = through(TlsConfig.NONE, null, null)) {
      assertThat(answered(transport.send(post("http://" + address(), "x"))).status())
          .isEqualTo(200);
      assertThat(seenByProxy).isNotEmpty();
    }
  }

  @Test
  void wrongCredentialsAreAHoldThatShowsNone() {
    startProxy(Asks.FOR_CREDENTIALS);
    try (OkHttpTransport transport = through(TlsConfig.NONE, "shipper", "not-" + PASSWORD)) {
      ExchangeResult.Failed failure = failed(transport.send(post("https://" + address(), "x")));
      assertThat(failure.kind()).isEqualTo(FailureKind.PROXY_UNAUTHORIZED);
      assertThat(failure.detail()).doesNotContain(PASSWORD);
      assertThat(answered(transport.send(post("http://" + address(), "x"))).status())
          .isEqualTo(407);
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @Test
  void thisMachineIsReachedWithoutTheProxy() throws Exception {
    startProxy(Asks.FOR_CREDENTIALS);
    try (OkHttpTransport transport = through(TlsConfig.NONE, null, null)) {
      String url = "http://localhost:" + server.getPort() + "/";
      assertThat(answered(transport.send(post(url, "x"))).status()).isEqualTo(200);
      assertThat(seenByProxy).isEmpty();
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() {
    startProxy(Asks.FOR_NOTHING);
    proxy.abort();
    try (OkHttpTransport transport = through(TlsConfig.NONE, null, null)) {
      assertThat(failed(transport.send(post("http://" + address(), "x"))).kind())
          .isEqualTo(FailureKind.CONNECT_REFUSED);
    }
  }

  private enum Asks {
    FOR_CREDENTIALS,
    FOR_NOTHING
  }

  private void startProxy(Asks asks) {
    HttpProxyServerBootstrap bootstrap =
        DefaultHttpProxyServer.bootstrap()
            .withAddress(new InetSocketAddress("127.0.0.1", 0))
            .withServerResolver((host, port) -> loopback(port))
            .withFiltersSource(
                new HttpFiltersSourceAdapter() {
                  @Override
                  public HttpFilters filterRequest(HttpRequest request) {
                    return new HttpFiltersAdapter(request) {
                      @Override
                      public HttpResponse clientToProxyRequest(HttpObject part) {
                        if (part instanceof HttpRequest head) {
                          seenByProxy.add(head.method() + " " + head.uri());
                        }
                        return null;
                      }
                    };
                  }
                });
    if (asks == Asks.FOR_CREDENTIALS) {
      bootstrap.withProxyAuthenticator(
          new ProxyAuthenticator() {
            @Override
            public boolean authenticate(String username, String password) {
              return username.equals("shipper") && password.equals(PASSWORD);
            }

            @Override
            public String getRealm() {
              return "office";
            }
          });
    }
    proxy = bootstrap.start();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private String address() {
    return HOST + ":" + server.getPort();
  }

  private OkHttpTransport through(TlsConfig tls, String username, String password) {
    int port = proxy.getListenAddress().getPort();
    return transport(
        new ConnectionConfig(tls, new ProxyConfig("127.0.0.1", port, username, password)));
  }
}
