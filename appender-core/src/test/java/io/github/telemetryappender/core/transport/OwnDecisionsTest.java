package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.head;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.text;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OkHttp would decide by itself, and must not. */
class OwnDecisionsTest {

  private static final OkHttpTransport TRANSPORT = transport();

  @AfterAll
  static void closeTransport() {
    TRANSPORT.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "408 Request Timeout",
        "503 Unavailable\r\nRetry-After: 0",
        "503 Unavailable\r\nRetry-After: 99999999999999999999",
        "421 Misdirected Request",
        "401 Unauthorized\r\nWWW-Authenticate: Basic realm=x",
        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x",
        "300 Multiple\r\nLocation: /elsewhere",
        "301 Moved\r\nLocation: /elsewhere",
        "302 Found\r\nLocation: /elsewhere",
        "303 See Other\r\nLocation: /elsewhere",
        "307 Temporary\r\nLocation: /elsewhere",
        "308 Permanent\r\nLocation: /elsewhere",
        "999 Unheard Of",
        "099 Too Low"
      })
  void answerIsReportedAsItIsAndNothingIsSentTwice(String statusAndHeader) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering(
                "HTTP/1.1 " + statusAndHeader + "\r\nContent-Length: 0\r\n\r\n"))) {
      Answered toPost = answered(TRANSPORT.send(post(server.url(), "x")));
      Answered toHead = answered(TRANSPORT.send(head(server.url())));

      int status = Integer.parseInt(statusAndHeader.substring(0, 3));
      assertThat(toPost.status()).isEqualTo(status);
      assertThat(toPost.bodyState()).isEqualTo(BodyState.COMPLETE);
      assertThat(toHead.status()).isEqualTo(status);
      assertThat(server.heads()).hasSize(2);
      assertThat(server.connections()).isEqualTo(1);
      for (String header : statusAndHeader.lines().skip(1).toList()) {
        String[] nameAndValue = header.split(": ");
        assertThat(toPost.header(nameAndValue[0])).isEqualTo(nameAndValue[1]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void bodyWhereNoneMayBeDoesNotHideTheStatus(int status) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering("HTTP/1.1 " + status + " x\r\nContent-Length: 2\r\n\r\nok"))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103})
  void informationIsPassedOver(int status) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering("HTTP/1.1 " + status + " x\r\n\r\n" + ScriptedServer.OK))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(text(answer)).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br"})
  void answerIsNotUnpacked(String encoding) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Encoding: "
                    + encoding
                    + "\r\nContent-Length: 3\r\n\r\nzip"))) {
      assertThat(text(answered(TRANSPORT.send(post(server.url(), "x"))))).isEqualTo("zip");
    }
  }
}
