package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Readiness;
import io.github.telemetryappender.core.settings.SelfReportConfig.Verification;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.PayloadSource;
import java.util.concurrent.TimeUnit;

/**
 * One look at endpoint and credential, by a HEAD a second after the start, or when there is a
 * credential. Its only consequence is a line of report: neither breaker nor backoff nor ledger hear
 * of it, no event waits for it, and it is never repeated. Delivery thread.
 */
final class StartCheck {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int PROXY_AUTHENTICATION = 407;

  /** While an application starts it loads classes, and so does a first request. */
  private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DeliveryParts parts;
  private final AttemptStarter starter;
  private final ResultWords words;
  private final long dueAtNanos;
  private State state;

  StartCheck(DeliveryParts parts, AttemptStarter starter) {
    this.parts = parts;
    this.starter = starter;
    this.words = new ResultWords(parts.endpointName(), parts::mask);
    this.dueAtNanos = parts.clock().nanos() + DELAY_NANOS;
    this.state =
        parts.config().selfReport().verification() == Verification.REPORT
            ? State.WANTED
            : State.DONE;
  }

  /**
   * Asks, when it is time to and has not been done.
   *
   * @return nanoseconds until it is; {@link Long#MAX_VALUE} where time alone changes nothing
   */
  long doWork(long nowNanos) {
    if (state != State.WANTED || parts.credentials().readiness(nowNanos) != Readiness.READY) {
      return Long.MAX_VALUE;
    }
    long leftNanos = dueAtNanos - nowNanos;
    if (leftNanos > 0) {
      return leftNanos;
    }
    ask(nowNanos);
    return Long.MAX_VALUE;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a transport's future never fails
  private void ask(long nowNanos) {
    state = State.UNDER_WAY;
    parts
        .transport()
        .send(request(nowNanos))
        .thenAccept(result -> parts.mailbox().accept(() -> completed(result)));
  }

  private ExchangeRequest request(long nowNanos) {
    return new ExchangeRequest(
        "HEAD",
        parts.config().endpoint().url().toString(),
        starter.commonHeaders(nowNanos),
        PayloadSource.NONE,
        parts.config().delivery().requestTimeout().toNanos(),
        ConnectionUse.POOLED);
  }

  private void completed(ExchangeResult result) {
    state = State.DONE;
    if (isRefusal(result) || isOutOfReach(result)) {
      parts.reports().checkFailed(words.ofHold(result));
    } else if (result instanceof ExchangeResult.Answered) {
      parts.reports().checkPassed(words.of(result));
    }
    // Whatever else it is proves nothing: a deadline, or an endpoint that has no answer to HEAD.
  }

  private static boolean isRefusal(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered
        && switch (answered.status()) {
          case UNAUTHORIZED, FORBIDDEN, PROXY_AUTHENTICATION -> true;
          default -> false;
        };
  }

  /** Whether no connection came about on which anything could be asked. */
  private static boolean isOutOfReach(ExchangeResult result) {
    return result instanceof ExchangeResult.Failed failed
        && switch (failed.kind()) {
          case UNKNOWN_HOST,
              CONNECT_REFUSED,
              CONNECT_TIMEOUT,
              PROXY_REFUSED,
              PROXY_UNAUTHORIZED,
              CERTIFICATE,
              TLS,
              TLS_FILES ->
              true;
          case STALE_CONNECTION,
              WRITE_BROKEN,
              NO_RESPONSE_REUSED,
              NO_RESPONSE,
              TIMEOUT,
              PROTOCOL,
              STREAM_REFUSED,
              STREAM_RESET,
              CALM_DOWN,
              CANCELED,
              OTHER_IO ->
              false;
        };
  }

  /** Whether its exchange has not come back. */
  boolean isUnderWay() {
    return state == State.UNDER_WAY;
  }

  private enum State {
    WANTED,
    UNDER_WAY,
    DONE
  }
}
