package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.tls.UnusableTlsException;
import io.github.telemetryappender.core.transport.ExchangeProgress.Head;
import io.github.telemetryappender.core.transport.ExchangeResult.Answered;
import io.github.telemetryappender.core.transport.ExchangeResult.Failed;
import io.github.telemetryappender.core.transport.FailureClassifier.Finding;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends one rendered request and reads its answer. On one thread of the transport, which waits for
 * the network; only {@link #cancel} comes from others.
 */
final class HttpCall {

  private static final int FIRST_SUCCESS = 200;
  private static final int AFTER_SUCCESSES = 300;

  private final ExchangeRequest request;
  private final Payload payload;
  private final @Nullable PayloadBody body;
  private final HttpClients clients;
  private final ExchangeProgress progress = new ExchangeProgress();

  private volatile boolean canceled;
  private volatile @Nullable Call call;

  HttpCall(ExchangeRequest request, Payload payload, HttpClients clients) {
    this.request = request;
    this.payload = payload;
    this.body = hasBody(request, payload) ? new PayloadBody(payload) : null;
    this.clients = clients;
  }

  private static boolean hasBody(ExchangeRequest request, Payload payload) {
    return !request.method().equals("HEAD") || payload.contentLength() > 0;
  }

  /** Any thread; never waits. */
  void cancel() {
    canceled = true;
    Call current = call;
    if (current != null) {
      current.cancel();
    }
  }

  /** Waits for the answer, at most {@code timeoutNanos}. */
  ExchangeResult make(long timeoutNanos) {
    HttpUrl url = HttpUrl.parse(request.url());
    if (url == null) {
      return new Failed(FailureKind.OTHER_IO, "not sent: the endpoint is no URL of http or https");
    }
    try {
      OkHttpClient client =
          client(url.isHttps() ? clients.currentSecure(timeoutNanos) : clients.current());
      ExchangeResult outcome = makeOver(client, url, timeoutNanos);
      settle(client, outcome);
      return outcome;
    } catch (UnusableTlsException e) {
      return new Failed(FailureKind.TLS_FILES, e.reason());
    } catch (RuntimeException | Error e) {
      // No client could be made, for instance for want of a trust store.
      return unanswered(e, url);
    }
  }

  private OkHttpClient client(OkHttpClient current) {
    return switch (request.connectionUse()) {
      case POOLED -> current;
      case FRESH -> clients.unconnected(current);
      case FRESH_HTTP_1 -> clients.unconnectedHttp1(current);
    };
  }

  /** A client of HTTP/1.1 stays only where that was what the endpoint wanted. */
  private boolean isToStay(ExchangeResult outcome) {
    return switch (request.connectionUse()) {
      case POOLED -> false;
      case FRESH -> true;
      case FRESH_HTTP_1 ->
          outcome instanceof Answered answered
              && answered.status() >= FIRST_SUCCESS
              && answered.status() < AFTER_SUCCESSES;
    };
  }

  private ExchangeResult makeOver(OkHttpClient client, HttpUrl url, long timeoutNanos) {
    try {
      Call newCall = client.newCall(Requests.of(request, url, payload, body, progress));
      newCall.timeout().timeout(timeoutNanos, TimeUnit.NANOSECONDS);
      call = newCall;
      if (canceled) {
        newCall.cancel();
      }
      return answerTo(newCall);
    } catch (IOException | RuntimeException | Error e) {
      return unanswered(e, url);
    }
  }

  private Answered answerTo(Call newCall) throws IOException {
    waitForNamesOnlyUntilGivenUp();
    try (Response response = newCall.execute()) {
      Head head = progress.head();
      if (head == null) {
        newCall.cancel(); // or its connection would be used again
        throw new IOException("an answer was there before the request");
      }
      AnswerBody read = AnswerBody.read(response.body().source(), bodyLimit(head.status()));
      return answered(head, read);
    }
  }

  private void waitForNamesOnlyUntilGivenUp() {
    if (Thread.currentThread() instanceof TransportThread thread) {
      thread.exchangeGivenUp = progress.givenUp();
    }
  }

  private static int bodyLimit(int status) {
    return status >= FIRST_SUCCESS && status < AFTER_SUCCESSES
        ? ExchangeResult.MAX_RESPONSE_BYTES
        : ExchangeResult.MAX_REFUSAL_BYTES;
  }

  private static Answered answered(Head head, AnswerBody read) {
    return new Answered(head.status(), head.headers(), read.bytes(), read.state());
  }

  private ExchangeResult unanswered(Throwable failure, HttpUrl url) {
    if (body != null && body.payloadFailure() != null) {
      // The server got less than it was announced, and so no request.
      return new ExchangeResult.RenderingFailed(body.payloadFailure());
    }
    Head head = progress.head();
    if (head != null) {
      // The status line decides; what went wrong after it cost the body only.
      return answered(head, AnswerBody.LOST);
    }
    Finding finding =
        canceled
            ? new Finding(FailureKind.CANCELED, failure)
            : FailureClassifier.find(failure, progress.reach());
    return new Failed(finding.kind(), FailureDetail.of(finding, url, request.headers()));
  }

  private void settle(OkHttpClient client, ExchangeResult outcome) {
    if (isToStay(outcome)) {
      clients.adopt(client);
    }
    if (isTimeout(outcome) && progress.isMultiplexed()) {
      // On HTTP/2 a timeout resets one stream and keeps the connection, which may be long dead.
      clients.distrust(client);
    }
    clients.release(client);
  }

  private static boolean isTimeout(ExchangeResult outcome) {
    return outcome instanceof Failed failed && failed.kind() == FailureKind.TIMEOUT;
  }
}
