package io.github.telemetryappender.core.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.Payload;
import io.github.telemetryappender.core.transport.SecretMask;
import io.github.telemetryappender.core.transport.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token endpoint, and tells an answer that may help from one that asking again will not
 * change. Blocks; on the thread of a fetch. No redirect is followed: a secret goes where it was
 * meant to go, or nowhere.
 */
final class TokenEndpoint {

  /** More than any token; an endpoint that writes on without end is stopped here. */
  static final int MAX_ANSWER_BYTES = 256 << 10;

  /** For one exchange; below the time after which a fetch is given up. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Transport transport;
  private final Clock clock;
  private final ServerTime serverTime;

  /**
   * @param transport this endpoint's alone
   * @param serverTime learns from the answers
   */
  TokenEndpoint(Transport transport, Clock clock, ServerTime serverTime) {
    this.transport = transport;
    this.clock = clock;
    this.serverTime = serverTime;
  }

  /**
   * Sends {@code body} and returns the answer of a success.
   *
   * @param mask hides what was sent, in reports
   * @throws TerminalCredentialException for 400, 401 and 403
   * @throws RefreshException for everything else that is no success
   */
  TokenAnswer post(URI url, String contentType, List<Header> headers, String body, SecretMask mask)
      throws RefreshException, TerminalCredentialException, InterruptedException {
    ExchangeResult result = await(request(url, contentType, headers, body));
    if (result instanceof ExchangeResult.Answered answered) {
      serverTime.note(answered.header("Date"), clock.epochMillis());
      return judged(name(url) + " answered " + answered.status(), answered, mask);
    }
    throw RefreshException.of(mask.hideIn(words(result)));
  }

  private ExchangeRequest request(URI url, String contentType, List<Header> headers, String body) {
    Payload payload = new Form(contentType, body.getBytes(UTF_8));
    return new ExchangeRequest(
        "POST", url.toString(), headers, () -> payload, TIMEOUT_NANOS, ConnectionUse.POOLED);
  }

  private ExchangeResult await(ExchangeRequest request)
      throws RefreshException, InterruptedException {
    CompletableFuture<ExchangeResult> exchange = transport.send(request);
    try {
      return exchange.get(TIMEOUT_NANOS + MARGIN_NANOS, NANOSECONDS);
    } catch (InterruptedException e) {
      transport.cancelAll(); // the fetch was given up
      throw e;
    } catch (ExecutionException | TimeoutException e) {
      throw RefreshException.of("no answer from the token endpoint");
    }
  }

  private static TokenAnswer judged(String what, ExchangeResult.Answered answered, SecretMask mask)
      throws RefreshException, TerminalCredentialException {
    int status = answered.status();
    if (status >= 200 && status < 300) {
      return TokenAnswer.read(what, answered);
    }
    String refusal = what + TokenAnswer.errorIn(answered, mask);
    if (status == 400 || status == 401 || status == 403) {
      throw new TerminalCredentialException(refusal);
    }
    throw RefreshException.of(
        status >= 300 && status < 400
            ? refusal + ", which is not followed: name the URL that issues tokens itself"
            : refusal);
  }

  private static String words(ExchangeResult result) {
    return result instanceof ExchangeResult.Failed failed
        ? failed.detail()
        : "the token endpoint could not be asked";
  }

  /** Host and port, as reports name it. */
  private static String name(URI url) {
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("http") ? 80 : 443;
    return url.getHost() + ":" + port;
  }

  void close() {
    transport.close();
  }

  /** A small body, whole in memory. It prints its type alone. */
  private record Form(String contentType, byte[] bytes) implements Payload {

    @Override
    public @Nullable String contentEncoding() {
      return null;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }

    @Override
    public String toString() {
      return contentType;
    }
  }
}
