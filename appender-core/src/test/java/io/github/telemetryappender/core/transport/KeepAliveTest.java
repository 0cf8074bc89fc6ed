package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.eventually;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.fresh;
import static io.github.telemetryappender.core.transport.Exchanges.payload;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.text;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static io.github.telemetryappender.core.transport.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.transport.FailureKind.Sent;
import io.github.telemetryappender.core.transport.ScriptedServer.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Connections that are used again, or should not be, and that none is left open. An answer that was
 * there before its request is the answer to another one: taken for this one's, it would settle a
 * batch that never arrived.
 */
class KeepAliveTest {

  private static final Duration SOON = Duration.ofMillis(300);
  static final String STALE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale";
  static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final OkHttpTransport transport = transport("keep-alive", this::remembering);

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  private OkHttpClient.Builder remembering(OkHttpClient.Builder client) {
    return client.socketFactory(SocketsTest.remembering(client.build().socketFactory(), sockets));
  }

  @AfterEach
  void nothingIsLeft() {
    transport.close();
    eventually(() -> sockets.stream().allMatch(Socket::isClosed));
    eventually(() -> Exchanges.threads("keep-alive") == 0);
  }

  /** Answers the first request, and then says something by itself. */
  static Script answeringThenSaying(String more, CountDownLatch when, CountDownLatch said) {
    return conversation -> {
      conversation.readRequest();
      conversation.write(ScriptedServer.OK);
      await(when);
      conversation.write(more);
      said.countDown();
      if (!more.contains("close")) {
        conversation.sayNothing();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        STALE,
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Bye\r\n\r\n"
      })
  void whatComesUnaskedOnAnIdleConnectionAnswersNothing(String unasked) throws IOException {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch said = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            answeringThenSaying(unasked, answered, said), ScriptedServer.answering(GOOD))) {
      answered(transport.send(post(server.url(), "one")));
      answered.countDown();
      await(said);

      FailureKind kind = failed(transport.send(post(server.url(), "two"))).kind();

      assertThat(kind).isEqualTo(FailureKind.STALE_CONNECTION);
      assertThat(kind.sent()).isEqualTo(Sent.NO);
      assertThat(text(answered(transport.send(fresh(post(server.url(), "two"))))))
          .isEqualTo("good");
      assertThat(server.heads()).as("nothing went out on the first again").hasSize(2);
    }
  }

  /** The second one lies in our buffer already when the connection is used again. */
  @Test
  void theSecondOfTwoAnswersIsNotTakenForTheNextRequests() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK + STALE);
              conversation.sayNothing();
            },
            ScriptedServer.answering(GOOD))) {
      assertThat(text(answered(transport.send(post(server.url(), "one"))))).isEqualTo("ok");

      FailureKind kind = failed(transport.send(post(server.url(), "two"))).kind();

      assertThat(kind).isEqualTo(FailureKind.NO_RESPONSE_REUSED);
      assertThat(kind.sent()).isEqualTo(Sent.YES);
      assertThat(text(answered(transport.send(fresh(post(server.url(), "two"))))))
          .isEqualTo("good");
    }
  }

  @Test
  void aServerThatClosesAfterEachAnswerGetsAConnectionForEachRequest() throws IOException {
    Script once =
        conversation -> {
          conversation.readRequest();
          conversation.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        };
    try (ScriptedServer server = new ScriptedServer(once)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(answered(transport.send(post(server.url(), "x"))).status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(i);
      }
    }
  }

  /** As behind a NAT that forgot the connection: nothing comes back, not even a reset. */
  @Test
  void aPeerThatIsSilentlyGoneCostsOneTimeoutAndItsConnection() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK);
              conversation.sayNothing();
            },
            ScriptedServer.answering(GOOD))) {
      answered(transport.send(post(server.url(), "one")));

      FailureKind kind = failed(transport.send(within(post(server.url(), "two"), SOON))).kind();

      assertThat(kind).isEqualTo(FailureKind.TIMEOUT);
      assertThat(text(answered(transport.send(post(server.url(), "three"))))).isEqualTo("good");
    }
  }

  @Test
  void anUploadThatTricklesAwayIsATimeout() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readHead();
              while (!isOver(end)) {
                conversation.readBody(1);
              }
            })) {
      byte[] large = new byte[16 << 20];

      FailureKind kind =
          failed(transport.send(within(post(server.url(), payload(large)), SOON))).kind();

      assertThat(kind).isEqualTo(FailureKind.TIMEOUT);
    } finally {
      end.countDown();
    }
  }

  /** A byte of the body in each 10 ms. */
  private static boolean isOver(CountDownLatch end) {
    try {
      return end.await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Test
  void aConnectionThatIsAcceptedLateIsWaitedFor() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      CompletableFuture<ExchangeResult> result =
          transport.send(post("http://127.0.0.1:" + listener.getLocalPort() + "/", "x"));
      eventually(() -> sockets.stream().anyMatch(Socket::isConnected));
      assertThat(result).isNotDone();

      try (Socket late = listener.accept()) {
        StringBuilder request = new StringBuilder();
        while (!request.toString().endsWith("\r\n\r\nx")) {
          request.append((char) late.getInputStream().read());
        }
        late.getOutputStream().write(GOOD.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(text(answered(result))).isEqualTo("good");
      }
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
