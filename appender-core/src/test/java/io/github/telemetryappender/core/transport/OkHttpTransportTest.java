package io.github.telemetryappender.core.transport;

import static io.github.telemetryappender.core.transport.Exchanges.answered;
import static io.github.telemetryappender.core.transport.Exchanges.await;
import static io.github.telemetryappender.core.transport.Exchanges.eventually;
import static io.github.telemetryappender.core.transport.Exchanges.failed;
import static io.github.telemetryappender.core.transport.Exchanges.fresh;
import static io.github.telemetryappender.core.transport.Exchanges.head;
import static io.github.telemetryappender.core.transport.Exchanges.payload;
import static io.github.telemetryappender.core.transport.Exchanges.post;
import static io.github.telemetryappender.core.transport.Exchanges.text;
import static io.github.telemetryappender.core.transport.Exchanges.transport;
import static io.github.telemetryappender.core.transport.Exchanges.with;
import static io.github.telemetryappender.core.transport.Exchanges.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.ConnectionConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.ExchangeResult.RenderingFailed;
import io.github.telemetryappender.core.transport.ExchangeResult.TooLarge;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OkHttpTransportTest {

  private final OkHttpTransport transport = transport();

  @AfterEach
  void closeTransport() {
    transport.close();
  }

  @Test
  void requestGoesOutAsGiven() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      ExchangeRequest request =
          with(post(server.url(), "hello"), new Header("X-One", "1"), new Header("X-One", "zwölf"));

      Answered answer = answered(transport.send(request));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(text(answer)).isEqualTo("ok");
      assertThat(server.heads().get(0).split("\r\n"))
          .startsWith("POST /logs HTTP/1.1", "X-One: 1", "X-One: zwÃ¶lf")
          .contains("Content-Type: text/plain", "Content-Length: 5", "Accept-Encoding: identity")
          .noneMatch(line -> line.startsWith("Expect") || line.startsWith("Transfer-Encoding"))
          .noneMatch(line -> line.startsWith("Cookie") || line.startsWith("Content-Encoding"));
    }
  }

  @Test
  void userAgentNamesTheVersionOfTheBuild() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      answered(transport.send(head(server.url())));

      assertThat(server.heads().get(0))
          .containsPattern("User-Agent: telemetry-appender/\\d+\\.\\d+\\.\\d+");
    }
  }

  @Test
  void headersThatWouldChangeTheFramingAreNotPassedOn() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      ExchangeRequest request =
          with(
              post(server.url(), "hello"),
              new Header("Expect", "100-continue"),
              new Header("Content-Length", "99"),
              new Header("Transfer-Encoding", "chunked"));

      answered(transport.send(request));

      assertThat(server.heads().get(0).split("\r\n"))
          .contains("Content-Length: 5")
          .doesNotContain("Expect: 100-continue", "Content-Length: 99")
          .doesNotContain("Transfer-Encoding: chunked");
    }
  }

  @Test
  void headHasNoBodyAndReadsNone() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"))) {
      Answered answer = answered(transport.send(head(server.url())));

      assertThat(answer.bodyState()).isEqualTo(BodyState.COMPLETE);
      assertThat(answer.body()).isEmpty();
      assertThat(server.heads().get(0)).startsWith("HEAD /logs ").doesNotContain("Content-");
    }
  }

  @Test
  void postWithoutPayloadSaysThatItIsEmpty() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      answered(transport.send(post(server.url(), Payload.EMPTY)));

      assertThat(server.heads().get(0)).contains("Content-Length: 0").doesNotContain("Type");
    }
  }

  @Test
  void connectionIsUsedAgain() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      answered(transport.send(post(server.url(), "one")));
      answered(transport.send(post(server.url(), "two")));

      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void freshNeverUsesAPooledConnectionAndLeavesItsOwnToTheNext() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(answering("first"), answering("second"), answering("third"))) {
      assertThat(answerTo(post(server.url(), "pooled"))).isEqualTo("first");
      assertThat(answerTo(post(server.url(), "pooled"))).isEqualTo("first");

      assertThat(answerTo(fresh(post(server.url(), "fresh")))).isEqualTo("second");
      assertThat(answerTo(fresh(post(server.url(), "fresh again")))).isEqualTo("third");
      assertThat(answerTo(post(server.url(), "pooled"))).isEqualTo("third");
    }
  }

  @Test
  void connectionLeftBehindIsClosedOnceItIsFree() throws IOException {
    CountDownLatch answerNow = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              awaitLatch(answerNow);
              conversation.write(ScriptedServer.OK);
              conversation.hasRequest();
              gone.countDown();
            },
            ScriptedServer.answering(ScriptedServer.OK))) {
      CompletableFuture<ExchangeResult> slow = transport.send(post(server.url(), "slow"));
      eventually(() -> server.heads().size() == 1);
      answered(transport.send(fresh(post(server.url(), "fresh"))));
      assertThat(gone.getCount()).isEqualTo(1);

      answerNow.countDown();

      assertThat(answered(slow).status()).isEqualTo(200);
      eventually(() -> gone.getCount() == 0);
    }
  }

  @Test
  void payloadIsRenderedOnceOnAThreadOfTheTransport() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      AtomicInteger renderings = new AtomicInteger();
      AtomicReference<Thread> renderer = new AtomicReference<>();
      ExchangeRequest request =
          rendering(
              server.url(),
              () -> {
                renderings.incrementAndGet();
                renderer.set(Thread.currentThread());
                return payload("x");
              });

      answered(transport.send(request));

      assertThat(renderings).hasValue(1);
      assertThat(renderer.get().getName()).startsWith("OkHttp telemetry-appender-test ");
      assertThat(renderer.get().isDaemon()).isTrue();
    }
  }

  @Test
  void tooLargePayloadIsNotSent() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      ExchangeResult result =
          await(
              transport.send(
                  rendering(
                      server.url(),
                      () -> {
                        throw new PayloadTooLargeException(77);
                      })));

      assertThat(result).isEqualTo(new TooLarge(77));
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void failedRenderingIsNotSent() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      RuntimeException bug = new IllegalStateException("bug");
      OutOfMemoryError full = new OutOfMemoryError("full");

      ExchangeResult first = await(transport.send(rendering(server.url(), failing(bug))));
      ExchangeResult second = await(transport.send(rendering(server.url(), failing(full))));

      assertThat(first).isEqualTo(new RenderingFailed(bug));
      assertThat(second).isEqualTo(new RenderingFailed(full));
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void payloadThatBreaksWhileItIsWrittenIsARenderingFailure() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      IOException own = new IOException("corrupt");
      Payload corrupt =
          payload(
              10,
              out -> {
                out.write(1);
                throw own;
              });
      Payload shorter = payload(10, out -> out.write(new byte[9]));
      Payload longer = payload(10, out -> out.write(new byte[11]));

      assertThat(await(transport.send(post(server.url(), corrupt))))
          .isEqualTo(new RenderingFailed(own));
      assertThat(await(transport.send(post(server.url(), shorter))))
          .isInstanceOf(RenderingFailed.class);
      assertThat(await(transport.send(post(server.url(), longer))))
          .isInstanceOf(RenderingFailed.class);
    }
  }

  @Test
  void renderingCountsAgainstTheTimeout() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      ExchangeRequest request =
          rendering(
              server.url(),
              () -> {
                long startNanos = System.nanoTime();
                eventually(() -> System.nanoTime() - startNanos > 2_000_000);
                return payload("x");
              });

      assertThat(failed(transport.send(within(request, Duration.ofMillis(1)))).kind())
          .isEqualTo(FailureKind.TIMEOUT);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void neverMoreThanMaxInFlightAndNothingQueues() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    PayloadSource waiting =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          awaitLatch(go);
          now.decrementAndGet();
          return payload("x");
        };
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK))) {
      List<CompletableFuture<ExchangeResult>> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        taken.add(transport.send(rendering(server.url(), waiting)));
      }
      CompletableFuture<ExchangeResult> beyond = transport.send(rendering(server.url(), waiting));

      assertThat(beyond).isCompleted();
      assertThat(failed(beyond).kind()).isEqualTo(FailureKind.OTHER_IO);
      go.countDown();
      taken.forEach(Exchanges::answered);
      assertThat(most.get()).isBetween(1, 4);
      assertThat(answered(transport.send(post(server.url(), "room again"))).status())
          .isEqualTo(200);
    }
  }

  @Test
  void whatDependsOnAResultMaySendTheNextAtOnce() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.answering(ScriptedServer.OK));
        OkHttpTransport single =
            transport(
                new DeliveryConfig(1, Duration.ofSeconds(5), Exchanges.LONG),
                UnaryOperator.identity())) {
      CompletableFuture<ExchangeResult> last = single.send(post(server.url(), "first"));
      for (int i = 0; i < 50; i++) {
        last =
            last.thenCompose(
                result -> {
                  assertThat(result).isInstanceOf(Answered.class);
                  return single.send(post(server.url(), "next"));
                });
      }

      assertThat(answered(last).status()).isEqualTo(200);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void cancelAllEndsWhatIsUnderWayAndNothingElse() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.sayNothing();
            },
            ScriptedServer.answering(ScriptedServer.OK))) {
      CompletableFuture<ExchangeResult> silent = transport.send(post(server.url(), "x"));
      eventually(() -> server.heads().size() == 1);

      transport.cancelAll();

      assertThat(failed(silent).kind()).isEqualTo(FailureKind.CANCELED);
      assertThat(answered(transport.send(post(server.url(), "y"))).status()).isEqualTo(200);
    }
  }

  @Test
  void closeCancelsAndLeavesNoThreadAndNoConnection() throws IOException {
    CountDownLatch gone = new CountDownLatch(2);
    try (ScriptedServer server =
            new ScriptedServer(
                conversation -> {
                  conversation.readRequest();
                  conversation.sayNothing();
                  gone.countDown();
                },
                conversation -> {
                  conversation.readRequest();
                  conversation.write(ScriptedServer.OK);
                  conversation.hasRequest();
                  gone.countDown();
                });
        OkHttpTransport closing =
            new OkHttpTransport(
                new DeliveryConfig(4, Duration.ofSeconds(5), Exchanges.LONG),
                ConnectionConfig.OF_THE_JVM,
                "closing",
                trouble -> {})) {
      CompletableFuture<ExchangeResult> silent = closing.send(post(server.url(), "silent"));
      eventually(() -> server.heads().size() == 1);
      answered(closing.send(post(server.url(), "idle afterwards")));
      assertThat(gone.getCount()).isEqualTo(2);

      closing.close();
      closing.close();

      assertThat(failed(silent).kind()).isEqualTo(FailureKind.CANCELED);
      eventually(() -> threads("OkHttp telemetry-appender-closing ") == 0);
      eventually(() -> gone.getCount() == 0);
    }
  }

  @Test
  void closeClosesIdleConnections() throws IOException {
    CountDownLatch gone = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.write(ScriptedServer.OK);
              conversation.hasRequest();
              gone.countDown();
            })) {
      answered(transport.send(post(server.url(), "x")));
      assertThat(gone.getCount()).isEqualTo(1);

      transport.close();

      eventually(() -> gone.getCount() == 0);
    }
  }

  @Test
  void sendAfterCloseIsCanceledAtOnce() {
    transport.close();

    CompletableFuture<ExchangeResult> result =
        transport.send(rendering("http://127.0.0.1:1/", failing(new AssertionError("rendered"))));

    assertThat(result).isCompleted();
    assertThat(failed(result).kind()).isEqualTo(FailureKind.CANCELED);
  }

  @Test
  void requestThatHttpCannotSayFailsWithoutItsSecret() {
    ExchangeRequest request =
        with(post("http://127.0.0.1:1/", "x"), new Header("Authorization", "Bearer s3cr3t\nX: y"));

    ExchangeResult.Failed noHeader = failed(transport.send(request));
    ExchangeResult.Failed noUrl = failed(transport.send(post("gopher://x", "x")));

    assertThat(noHeader.kind()).isEqualTo(FailureKind.OTHER_IO);
    assertThat(noHeader.detail()).contains("Authorization").doesNotContain("s3cr3t");
    assertThat(noUrl.kind()).isEqualTo(FailureKind.OTHER_IO);
  }

  private String answerTo(ExchangeRequest request) {
    return text(answered(transport.send(request)));
  }

  private static ScriptedServer.Script answering(String body) {
    return ScriptedServer.answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static long threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  private static ExchangeRequest rendering(String url, PayloadSource source) {
    return new ExchangeRequest(
        "POST",
        url,
        List.of(),
        source,
        Exchanges.LONG.toNanos(),
        ExchangeRequest.ConnectionUse.POOLED);
  }

  private static PayloadSource failing(Throwable failure) {
    return () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
