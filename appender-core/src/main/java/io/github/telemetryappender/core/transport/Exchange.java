package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.ExchangeProgress.Head;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.FailureClassifier.Finding;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: render, send, read the answer. Runs once, on a thread of the transport; only {@link
 * #cancel} comes from others.
 */
final class Exchange implements Runnable {

  private static final int FIRST_SUCCESS = 200;
  private static final int AFTER_SUCCESSES = 300;

  private final ExchangeRequest request;
  private final HttpClients clients;
  private final Clock clock;
  private final Consumer<Exchange> whenEnded;
  private final CompletableFuture<ExchangeResult> result = new CompletableFuture<>();
  private final ExchangeProgress progress = new ExchangeProgress();

  private volatile boolean canceled;
  private volatile @Nullable Call call;

  Exchange(
      ExchangeRequest request, HttpClients clients, Clock clock, Consumer<Exchange> whenEnded) {
    this.request = request;
    this.clients = clients;
    this.clock = clock;
    this.whenEnded = whenEnded;
  }

  CompletableFuture<ExchangeResult> result() {
    return result;
  }

  /** Any thread; never waits. */
  void cancel() {
    canceled = true;
    Call current = call;
    if (current != null) {
      current.cancel();
    }
  }

  /** Ends an exchange that found no thread to run on. */
  void refuse(FailureKind kind, String detail) {
    end(new ExchangeResult.Failed(kind, detail));
  }

  @Override
  public void run() {
    end(outcomeOfAnyKind());
  }

  /**
   * The delivery side waits for each exchange, so one without an outcome would be held for ever.
   */
  private ExchangeResult outcomeOfAnyKind() {
    try {
      return outcome();
    } catch (RuntimeException | Error e) {
      return new ExchangeResult.Failed(FailureKind.OTHER_IO, "failed by a " + e.getClass());
    }
  }

  /** The last thing that happens: by now nothing refers to the payload any more. */
  private void end(ExchangeResult outcome) {
    call = null;
    whenEnded.accept(this);
    result.complete(outcome);
  }

  private ExchangeResult outcome() {
    long startNanos = clock.nanos();
    HttpUrl url = HttpUrl.parse(request.url());
    if (url == null) {
      return new ExchangeResult.Failed(FailureKind.OTHER_IO, "not sent: no URL of http or https");
    }
    Payload payload;
    try {
      payload = request.payload().render();
    } catch (PayloadTooLargeException e) {
      return new ExchangeResult.TooLarge(e.limitBytes());
    } catch (RuntimeException | Error e) {
      return new ExchangeResult.RenderingFailed(e);
    }
    long leftNanos = request.timeoutNanos() - (clock.nanos() - startNanos);
    return leftNanos > 0
        ? send(url, payload, leftNanos)
        : new ExchangeResult.Failed(FailureKind.TIMEOUT, "not sent: rendering took all the time");
  }

  private ExchangeResult send(HttpUrl url, Payload payload, long timeoutNanos) {
    PayloadBody body = hasBody(payload) ? new PayloadBody(payload) : null;
    try {
      OkHttpClient client = isFresh() ? clients.unconnected() : clients.current();
      ExchangeResult outcome = sendOver(client, url, payload, body, timeoutNanos);
      settle(client, outcome);
      return outcome;
    } catch (RuntimeException | Error e) {
      // No client could be made, for instance for want of a trust store.
      return unanswered(e, url, body);
    }
  }

  private boolean hasBody(Payload payload) {
    return !request.method().equals("HEAD") || payload.contentLength() > 0;
  }

  private boolean isFresh() {
    return request.connectionUse() == ConnectionUse.FRESH;
  }

  private ExchangeResult sendOver(
      OkHttpClient client,
      HttpUrl url,
      Payload payload,
      @Nullable PayloadBody body,
      long timeoutNanos) {
    try {
      Call newCall = client.newCall(Requests.of(request, url, payload, body, progress));
      newCall.timeout().timeout(timeoutNanos, TimeUnit.NANOSECONDS);
      call = newCall;
      if (canceled) {
        newCall.cancel();
      }
      return answerTo(newCall);
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it was, an exchange has an outcome.
      return unanswered(e, url, body);
    }
  }

  private ExchangeResult answerTo(Call newCall) throws IOException {
    awaitNamesOnlyUntilGivenUp();
    try (Response response = newCall.execute()) {
      Head head = Objects.requireNonNull(progress.head());
      AnswerBody body = AnswerBody.read(response.body().source(), bodyLimit(head.status()));
      return new ExchangeResult.Answered(head.status(), head.headers(), body.bytes(), body.state());
    }
  }

  private void awaitNamesOnlyUntilGivenUp() {
    if (Thread.currentThread() instanceof TransportThread thread) {
      thread.exchangeGivenUp = progress.givenUp();
    }
  }

  private static int bodyLimit(int status) {
    return status >= FIRST_SUCCESS && status < AFTER_SUCCESSES
        ? ExchangeResult.MAX_RESPONSE_BYTES
        : ExchangeResult.MAX_REFUSAL_BYTES;
  }

  private ExchangeResult unanswered(Throwable failure, HttpUrl url, @Nullable PayloadBody body) {
    if (body != null && body.payloadFailure() != null) {
      // The server got less than it was announced, and so no request.
      return new ExchangeResult.RenderingFailed(body.payloadFailure());
    }
    Head head = progress.head();
    if (head != null) {
      // The status line decides; what went wrong after it cost the body only.
      return new ExchangeResult.Answered(
          head.status(), head.headers(), AnswerBody.LOST.bytes(), AnswerBody.LOST.state());
    }
    Finding finding =
        canceled
            ? new Finding(FailureKind.CANCELED, failure)
            : FailureClassifier.find(failure, progress.reach());
    return new ExchangeResult.Failed(
        finding.kind(), FailureDetail.of(finding, url, request.headers()));
  }

  private void settle(OkHttpClient client, ExchangeResult outcome) {
    if (isFresh()) {
      clients.adopt(client);
    }
    if (isTimeout(outcome) && progress.isMultiplexed()) {
      // On HTTP/2 a timeout resets one stream and keeps the connection, which may be long dead.
      clients.distrust(client);
    }
    clients.release(client);
  }

  private static boolean isTimeout(ExchangeResult outcome) {
    return outcome instanceof ExchangeResult.Failed failed && failed.kind() == FailureKind.TIMEOUT;
  }
}
