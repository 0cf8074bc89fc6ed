package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import org.junit.jupiter.api.Test;

/** What a proxy between us and the endpoint may answer. */
class ProxyTest {

  @Test
  void proxyThatWantsCredentialsForATunnel() throws IOException {
    assertThat(
            kindWhenProxyPlays(
                ScriptedServer.answering(
                    "HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic realm=p\r\n"
                        + "Content-Length: 0\r\n\r\n")))
        .isEqualTo(FailureKind.PROXY_UNAUTHORIZED);
  }

  @Test
  void proxyThatRefusesATunnel() throws IOException {
    assertThat(
            kindWhenProxyPlays(
                ScriptedServer.answering("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")))
        .isEqualTo(FailureKind.PROXY_REFUSED);
  }

  @Test
  void proxyThatHangsUpOrSpeaksNoHttp() throws IOException {
    assertThat(kindWhenProxyPlays(ScriptedServer.Conversation::readHead))
        .isEqualTo(FailureKind.PROXY_REFUSED);
    assertThat(kindWhenProxyPlays(ScriptedServer.answering("SSH-2.0\r\n\r\n")))
        .isEqualTo(FailureKind.PROXY_REFUSED);
  }

  @Test
  void tunnelToNowhereIsATlsFailure() throws IOException {
    assertThat(
            kindWhenProxyPlays(
                conversation -> {
                  conversation.readHead();
                  conversation.write("HTTP/1.1 200 Connected\r\n\r\n");
                }))
        .isEqualTo(FailureKind.TLS);
  }

  @Test
  void proxyThatWantsCredentialsWithoutATunnelIsAnAnswer() throws IOException {
    try (ScriptedServer proxy =
            new ScriptedServer(
                ScriptedServer.answering("HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n"));
        OkHttpTransport transport = through(proxy)) {
      assertThat(answered(transport.send(post("http://endpoint.test/", "x"))).status())
          .isEqualTo(407);
    }
  }

  private static FailureKind kindWhenProxyPlays(ScriptedServer.Script script) throws IOException {
    try (ScriptedServer proxy = new ScriptedServer(script);
        OkHttpTransport transport = through(proxy)) {
      FailureKind kind = failed(transport.send(post("https://endpoint.test/", "x"))).kind();
      assertThat(proxy.heads()).singleElement().asString().startsWith("CONNECT endpoint.test:443");
      return kind;
    }
  }

  private static OkHttpTransport through(ScriptedServer proxy) {
    return transport(
        client ->
            client.proxy(
                new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port()))));
  }
}
