package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.eventually;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.payload;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.text;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.ScriptedServer.Script;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * TLS that breaks after the handshake: the request may have arrived, so this is a broken connection
 * and no disagreement on TLS.
 */
class TlsStreamTest {

  private final OkHttpTransport transport = transport("tls stream", LocalTls::trusting);

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @AfterEach
  void closeTransport() {
    transport.close();
    eventually(() -> Exchanges.threads("tls stream") == 0);
  }

  private static ScriptedServer server(Script... scripts) throws IOException {
    return new ScriptedServer(LocalTls.ofServer(), scripts);
  }

  @Test
  void aConnectionIsUsedAgain() throws IOException {
    try (ScriptedServer server = server(ScriptedServer.answering(ScriptedServer.OK))) {
      for (int i = 0; i < 3; i++) {
        assertThat(text(answered(transport.send(post(server.url(), "x"))))).isEqualTo("ok");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /** The server cannot decipher what it gets, and says so: {@code bad_record_mac}. */
  @Test
  void anAlertInsteadOfAnAnswerIsNoResponse() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.handshake();
              conversation.garble();
              conversation.readRequest();
            })) {
      ExchangeResult.Failed failure = failed(transport.send(post(server.url(), "x")));

      assertThat(failure.kind()).isEqualTo(FailureKind.NO_RESPONSE);
      assertThat(failure.detail()).contains("bad_record_mac");
    }
  }

  @Test
  void anAlertOnAConnectionUsedBeforeAsksForANewOne() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK);
              conversation.garble();
              conversation.readRequest();
            },
            ScriptedServer.answering(ScriptedServer.OK))) {
      answered(transport.send(post(server.url(), "one")));

      assertThat(failed(transport.send(post(server.url(), "two"))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE_REUSED);
      assertThat(answered(transport.send(post(server.url(), "two"))).status()).isEqualTo(200);
    }
  }

  @Test
  void anAlertInTheMiddleOfTheBodyBreaksTheWrite() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.readHead();
              conversation.garble();
              conversation.readBody(16 << 20);
            })) {
      assertThat(failed(transport.send(post(server.url(), payload(new byte[16 << 20])))).kind())
          .isEqualTo(FailureKind.WRITE_BROKEN);
    }
  }

  @Test
  void anEndWithoutNotifyInsteadOfAnAnswerIsNoResponse() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.readRequest();
              conversation.closeWithoutNotify();
            })) {
      assertThat(failed(transport.send(post(server.url(), "x"))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE);
    }
  }

  /** Java takes such an end for the end of the stream; a body that has a length is told apart. */
  @Test
  void anEndWithoutNotifyCostsTheBodyOnly() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.readRequest();
              conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart");
              conversation.closeWithoutNotify();
            })) {
      Answered cut = answered(transport.send(post(server.url(), "x")));

      assertThat(cut.status()).isEqualTo(200);
      assertThat(cut.bodyState()).isEqualTo(BodyState.BROKEN);
    }
  }

  /** As {@link KeepAliveTest} has it without TLS. */
  @Test
  void whatComesUnaskedOnAnIdleConnectionAnswersNothing() throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch said = new CountDownLatch(1);
    try (ScriptedServer server =
        server(
            KeepAliveTest.answeringThenSaying(KeepAliveTest.STALE, answered, said),
            ScriptedServer.answering(KeepAliveTest.GOOD))) {
      answered(transport.send(post(server.url(), "one")));
      answered.countDown();
      KeepAliveTest.await(said);

      assertThat(failed(transport.send(post(server.url(), "two"))).kind())
          .isEqualTo(FailureKind.STALE_CONNECTION);
      assertThat(text(answered(transport.send(post(server.url(), "two"))))).isEqualTo("good");
      assertThat(server.heads()).hasSize(2);
    }
  }

  @Test
  void theSecondOfTwoAnswersIsNotTakenForTheNextRequests() throws IOException {
    try (ScriptedServer server =
        server(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK + KeepAliveTest.STALE);
              conversation.sayNothing();
            })) {
      answered(transport.send(post(server.url(), "one")));

      assertThat(failed(transport.send(post(server.url(), "two"))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE_REUSED);
    }
  }
}
