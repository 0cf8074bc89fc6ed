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

import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind.Sent;
import io.github.telemetryappender.core.transport.Http2Peer.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an HTTP/2 server does frame by frame, and that no thread or connection is left of it. */
class Http2FaultsTest {

  private static final Duration SOON = Duration.ofMillis(400);
  private static final int ENOUGH = 1 << 20;

  private final OkHttpTransport transport = transport("http2", LocalTls::trusting);

  @BeforeAll
  static void warmUp() throws IOException {
    Exchanges.warmUp();
  }

  @AfterEach
  void closeTransport() {
    transport.close();
    eventually(() -> Exchanges.threads("http2") == 0);
  }

  private static Http2Peer peer(Script... scripts) throws IOException {
    return new Http2Peer(LocalTls.ofServer(), scripts);
  }

  private static final Script ANSWERING =
      frames -> {
        frames.begin();
        while (true) {
          frames.answer(frames.readRequest(), 200, "ok");
        }
      };

  @Test
  void thePeerAnswersAsAServerDoes() throws IOException {
    try (Http2Peer peer = peer(ANSWERING)) {
      assertThat(text(answered(transport.send(post(peer.url(), "x"))))).isEqualTo("ok");
      assertThat(text(answered(transport.send(post(peer.url(), "y"))))).isEqualTo("ok");
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aStreamAboveTheLastOneOfAGoawayWasNotLookedAt() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              frames.readRequest();
              frames.goAway(0, Http2Peer.NO_ERROR);
            },
            ANSWERING)) {
      FailureKind kind = failed(transport.send(post(peer.url(), "x"))).kind();

      assertThat(kind).isEqualTo(FailureKind.STREAM_REFUSED);
      assertThat(kind.sent()).isEqualTo(Sent.NO);
      assertThat(answered(transport.send(fresh(post(peer.url(), "x")))).status()).isEqualTo(200);
      eventually(() -> peer.gone() == 1);
    }
  }

  @Test
  void aStreamUpToTheLastOneOfAGoawayIsAnsweredStill() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              int stream = frames.readRequest();
              frames.goAway(stream, Http2Peer.NO_ERROR);
              frames.answer(stream, 200, "still");
            },
            ANSWERING)) {
      assertThat(text(answered(transport.send(post(peer.url(), "x"))))).isEqualTo("still");
      assertThat(text(answered(transport.send(post(peer.url(), "y"))))).isEqualTo("ok");
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, STREAM_REFUSED, NO",
    "11, CALM_DOWN, YES",
    "8, STREAM_RESET, YES",
    "2, STREAM_RESET, YES"
  })
  void aResetIsToldByItsCode(int errorCode, FailureKind kind, Sent sent) throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              frames.reset(frames.readRequest(), errorCode);
              frames.answer(frames.readRequest(), 200, "ok");
            },
            ANSWERING)) {
      assertThat(failed(transport.send(post(peer.url(), "x"))).kind()).isEqualTo(kind);
      assertThat(kind.sent()).isEqualTo(sent);
      assertThat(text(answered(transport.send(post(peer.url(), "y"))))).isEqualTo("ok");
    }
  }

  /** Of a stream that the server will not take, it says so: the request is not lost with it. */
  @Test
  void aServerThatAllowsNoStreamRefusesIt() throws IOException {
    Script allowingNone =
        frames -> {
          frames.begin(Http2Peer.MAX_CONCURRENT_STREAMS, 0);
          while (true) {
            frames.reset(frames.readHead(), Http2Peer.REFUSED_STREAM);
          }
        };
    try (Http2Peer peer = peer(allowingNone, ANSWERING)) {
      assertThat(failed(transport.send(post(peer.url(), "x"))).kind())
          .isEqualTo(FailureKind.STREAM_REFUSED);
      // The client gives the connection up when it has seen the limit, or two refusals.
      CompletableFuture<ExchangeResult> next = transport.send(post(peer.url(), "x"));
      if (next.join() instanceof ExchangeResult.Failed again) {
        assertThat(again.kind()).isEqualTo(FailureKind.STREAM_REFUSED);
        next = transport.send(post(peer.url(), "x"));
      }
      assertThat(answered(next).status()).isEqualTo(200);
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @Test
  void aWindowThatStaysShutIsATimeoutAndItsConnectionIsLeft() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin(Http2Peer.INITIAL_WINDOW_SIZE, 0);
              int empty = frames.readHead();
              frames.readAcknowledgement();
              frames.answer(empty, 200, "");
              frames.readHead();
            },
            ANSWERING)) {
      answered(transport.send(post(peer.url(), Payload.EMPTY))); // its settings are known now

      FailureKind kind = failed(transport.send(within(post(peer.url(), "x"), SOON))).kind();

      assertThat(kind).isEqualTo(FailureKind.TIMEOUT);
      assertThat(kind.sent()).isEqualTo(Sent.YES);
      assertThat(answered(transport.send(post(peer.url(), "y"))).status()).isEqualTo(200);
      eventually(() -> peer.gone() == 1);
    }
  }

  @Test
  void aWindowThatOpensLateIsWaitedFor() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin(Http2Peer.INITIAL_WINDOW_SIZE, 0);
              int stream = frames.readHead();
              frames.openWindow(stream, ENOUGH);
              frames.answer(frames.readRequest(), 200, "late");
            })) {
      assertThat(text(answered(transport.send(post(peer.url(), "x"))))).isEqualTo("late");
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "8", "11"})
  void aResetBehindTheHeadersCostsTheBodyOnly(int errorCode) throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              int stream = frames.readRequest();
              frames.beginAnswer(stream, 200);
              frames.data(stream, "part");
              frames.reset(stream, errorCode);
            },
            ANSWERING)) {
      Answered answer = answered(transport.send(post(peer.url(), "x")));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.bodyState()).isEqualTo(BodyState.BROKEN);
      assertThat(text(answered(transport.send(post(peer.url(), "y"))))).isEqualTo("ok");
    }
  }

  /** RFC 9113, section 8.1: a server may answer early and ask the client to stop sending. */
  @Test
  void anAnswerInTheMiddleOfTheBodyIsHeard() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              int stream = frames.readHead();
              frames.answer(stream, 413, "too large");
              frames.reset(stream, Http2Peer.NO_ERROR);
            })) {
      Answered answer = answered(transport.send(post(peer.url(), payload(new byte[ENOUGH]))));

      assertThat(answer.status()).isEqualTo(413);
    }
  }

  /** Where the connection ends between two frames, OkHttp cancels its streams. */
  @Test
  void aConnectionThatEndsWithoutAnAnswerMayHaveTakenTheRequest() throws IOException {
    try (Http2Peer peer =
        peer(
            frames -> {
              frames.begin();
              frames.readRequest();
              throw new IOException("hangs up");
            },
            ANSWERING)) {
      FailureKind kind = failed(transport.send(post(peer.url(), "x"))).kind();

      assertThat(kind).isIn(FailureKind.STREAM_RESET, FailureKind.NO_RESPONSE);
      assertThat(kind.sent()).isEqualTo(Sent.YES);
      assertThat(text(answered(transport.send(post(peer.url(), "y"))))).isEqualTo("ok");
    }
  }
}
