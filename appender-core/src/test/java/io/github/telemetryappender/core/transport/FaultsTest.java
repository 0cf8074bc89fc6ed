package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.eventually;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.head;
import static io.github.telemetryappender.core.transport.Exchanges.payload;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.text;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static io.github.telemetryappender.core.transport.Exchanges.with;
import static io.github.telemetryappender.core.transport.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import io.github.telemetryappender.core.transport.ScriptedServer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the network and a broken server do, on real sockets. */
class FaultsTest {

  private static final OkHttpTransport TRANSPORT = transport();
  private static final Duration SOON = Duration.ofMillis(300);

  /** More than the socket buffers of both sides hold. */
  private static final byte[] LARGE = new byte[16 << 20];

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @AfterAll
  static void closeTransport() {
    TRANSPORT.close();
  }

  @Test
  void closedPortRefuses() {
    try (ClosedPort closed = new ClosedPort()) {
      Failed failure =
          failed(TRANSPORT.send(post("http://127.0.0.1:" + closed.number() + "/", "x")));

      assertThat(failure.kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
      assertThat(failure.detail()).contains("127.0.0.1:" + closed.number());
    }
  }

  @Test
  void acceptThenCloseIsNoResponse() throws IOException {
    assertKind(conversation -> {}, FailureKind.NO_RESPONSE);
  }

  @Test
  void closeAfterTheRequestIsNoResponse() throws IOException {
    assertKind(ScriptedServer.Conversation::readRequest, FailureKind.NO_RESPONSE);
  }

  @Test
  void resetAfterTheRequestIsNoResponse() throws IOException {
    assertKind(
        conversation -> {
          conversation.readRequest();
          conversation.reset();
        },
        FailureKind.NO_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void resetWithinTheBodyBreaksTheWrite(double share) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readHead();
              conversation.readBody((int) (LARGE.length * share));
              conversation.reset();
            })) {
      assertThat(failed(TRANSPORT.send(post(server.url(), payload(LARGE)))).kind())
          .isEqualTo(FailureKind.WRITE_BROKEN);
    }
  }

  @Test
  void resetAfterALargeBodyIsNoResponse() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.reset();
            })) {
      assertThat(failed(TRANSPORT.send(post(server.url(), payload(LARGE)))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE);
    }
  }

  @Test
  void answerInTheMiddleOfTheBodyIsHeard() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readHead();
              conversation.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
              conversation.readBody(LARGE.length);
            })) {
      assertThat(answered(TRANSPORT.send(post(server.url(), payload(LARGE)))).status())
          .isEqualTo(413);
    }
  }

  @Test
  void serverThatStopsReadingIsATimeout() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readHead();
              awaitQuietly(end);
            })) {
      assertThat(failed(TRANSPORT.send(within(post(server.url(), payload(LARGE)), SOON))).kind())
          .isEqualTo(FailureKind.TIMEOUT);
    } finally {
      end.countDown();
    }
  }

  @Test
  void serverThatNeverAnswersIsATimeout() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.sayNothing();
            })) {
      Failed failure = failed(TRANSPORT.send(within(post(server.url(), "x"), SOON)));

      assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(failure.detail()).contains("127.0.0.1:" + server.port() + " did not answer");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HT",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nA: b\r\n"
      })
  void halfAHeadIsNoResponse(String half) throws IOException {
    assertKind(
        conversation -> {
          conversation.readRequest();
          conversation.write(half);
        },
        FailureKind.NO_RESPONSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 OK\r\n\r\n",
        "HTTP/1.1 -12 OK\r\n\r\n",
        "\r\n\r\n"
      })
  void otherThanHttpIsAProtocolFailure(String garbage) throws IOException {
    assertKind(
        conversation -> {
          conversation.readRequest();
          conversation.write(garbage);
          conversation.sayNothing();
        },
        FailureKind.PROTOCOL);
  }

  @Test
  void garbageIsQuotedWithoutControlCharactersAndWithoutWhatWeSent() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write("you sent \u0007 Bearer t0psecret\r\n\r\n");
            })) {
      ExchangeRequest request =
          with(post(server.url(), "x"), new Header("Authorization", "Bearer t0psecret"));

      Failed failure = failed(TRANSPORT.send(request));

      assertThat(failure.detail())
          .contains("you sent")
          .doesNotContain("t0psecret")
          .doesNotContainPattern("\\p{Cntrl}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\n",
        "Content-Length: 100\r\n\r\npart",
        "Transfer-Encoding: chunked\r\n\r\n10\r\npart",
        "Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\nnot a size\r\n",
        "Content-Length: -5\r\n\r\npart"
      })
  void statusStandsWhenTheBodyBreaks(String headersAndBody) throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write("HTTP/1.1 200 OK\r\n" + headersAndBody);
            })) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.bodyState()).isEqualTo(BodyState.BROKEN);
      assertThat(text(answer)).isIn("part", "");
    }
  }

  @Test
  void connectionWithANegativeLengthIsClosed() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n");
              conversation.hasRequest();
              gone.countDown();
            })) {
      // Longer than this test looks: the timeout would close the connection in any case.
      ExchangeRequest request = within(post(server.url(), "x"), Duration.ofMinutes(5));

      assertThat(answered(TRANSPORT.send(request)).status()).isEqualTo(200);

      eventually(() -> gone.getCount() == 0);
    }
  }

  @Test
  void bodyWithoutLengthEndsWithTheConnection() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write("HTTP/1.1 200 OK\r\n\r\nto the end");
            })) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.bodyState()).isEqualTo(BodyState.COMPLETE);
      assertThat(text(answer)).isEqualTo("to the end");
    }
  }

  @Test
  void drippingBodyEndsAtTheTimeoutAndTheStatusStands() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndrip");
              conversation.sayNothing();
            })) {
      Answered answer = answered(TRANSPORT.send(within(post(server.url(), "x"), SOON)));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.bodyState()).isEqualTo(BodyState.BROKEN);
      assertThat(text(answer)).isEqualTo("drip");
    }
  }

  @Test
  void hugeBodyIsReadToTheLimit() throws IOException {
    try (ScriptedServer server = new ScriptedServer(endless("200 OK"))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.bodyState()).isEqualTo(BodyState.TOO_LONG);
      assertThat(answer.body()).hasSize(ExchangeResult.MAX_RESPONSE_BYTES);
    }
  }

  @Test
  void hugeErrorPageIsReadToASmallerLimit() throws IOException {
    try (ScriptedServer server = new ScriptedServer(endless("500 Oops"))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.bodyState()).isEqualTo(BodyState.TOO_LONG);
      assertThat(answer.body()).hasSize(ExchangeResult.MAX_REFUSAL_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void bodyLimitIsExact(int beyond) throws IOException {
    int size = ExchangeResult.MAX_REFUSAL_BYTES + beyond;
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering(
                "HTTP/1.1 400 No\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size)))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.bodyState())
          .isEqualTo(beyond > 0 ? BodyState.TOO_LONG : BodyState.COMPLETE);
      assertThat(answer.body()).hasSize(Math.min(size, ExchangeResult.MAX_REFUSAL_BYTES));
    }
  }

  @Test
  void tenThousandHeadersAreTaken() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering(
                "HTTP/1.1 200 OK\r\n"
                    + "X: 123456789\r\n".repeat(10_000)
                    + "Content-Length: 0\r\n\r\n"))) {
      Answered answer = answered(TRANSPORT.send(post(server.url(), "x")));

      assertThat(answer.headers()).hasSize(10_001);
    }
  }

  @Test
  void headersWithoutEndAreNotReadForEver() throws IOException {
    assertKind(
        conversation -> {
          conversation.readRequest();
          conversation.write("HTTP/1.1 200 OK\r\n");
          while (true) {
            conversation.write("X: 123456789\r\n".repeat(1000));
          }
        },
        FailureKind.NO_RESPONSE);
  }

  @Test
  void headOnAReusedConnectionThatClosesIsNotRepeatedEither() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK);
              conversation.readRequest();
            },
            ScriptedServer.answering(ScriptedServer.OK))) {
      answered(TRANSPORT.send(post(server.url(), "one")));

      assertThat(failed(TRANSPORT.send(head(server.url()))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE_REUSED);
      assertThat(server.heads()).hasSize(2);
    }
  }

  @Test
  void reusedConnectionThatCloses() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK);
              conversation.readRequest();
            },
            ScriptedServer.answering(ScriptedServer.OK))) {
      answered(TRANSPORT.send(post(server.url(), "one")));

      assertThat(failed(TRANSPORT.send(post(server.url(), "two"))).kind())
          .isEqualTo(FailureKind.NO_RESPONSE_REUSED);
      assertThat(server.heads()).hasSize(2);
      assertThat(answered(TRANSPORT.send(post(server.url(), "three"))).status()).isEqualTo(200);
    }
  }

  private static Script endless(String status) {
    byte[] block = new byte[64 << 10];
    return conversation -> {
      conversation.readRequest();
      conversation.write("HTTP/1.1 " + status + "\r\nContent-Length: 104857600\r\n\r\n");
      for (int sent = 0; sent < 104857600; sent += block.length) {
        conversation.write(block);
      }
    };
  }

  private static void assertKind(Script script, FailureKind kind) throws IOException {
    try (ScriptedServer server = new ScriptedServer(script)) {
      assertThat(failed(TRANSPORT.send(post(server.url(), "x"))).kind()).isEqualTo(kind);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
