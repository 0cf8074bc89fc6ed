package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange: renders, then has a {@link HttpCall} made. Runs once, on a thread of the transport;
 * only {@link #cancel} comes from others. Making one loads no class of OkHttp: the sender's thread
 * must not wait for that.
 */
final class Exchange implements Runnable {

  /** Made in good time. */
  private static final ExchangeResult BROKE_DOWN =
      new ExchangeResult.Failed(FailureKind.OTHER_IO, "failed by an error of the JVM");

  private final ExchangeRequest request;
  private final HttpClients clients;
  private final Clock clock;
  private final Consumer<Exchange> whenEnded;
  private final CompletableFuture<ExchangeResult> result = new CompletableFuture<>();

  private volatile boolean canceled;
  private volatile @Nullable HttpCall call;

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
    HttpCall current = call;
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

  /** The last thing that happens: by now nothing refers to the payload any more. */
  private void end(ExchangeResult outcome) {
    call = null;
    whenEnded.accept(this);
    result.complete(outcome);
  }

  /**
   * The delivery side waits for each exchange, so one without an outcome would be held for ever.
   */
  private ExchangeResult outcomeOfAnyKind() {
    try {
      return outcome();
    } catch (RuntimeException e) {
      return described(e);
    } catch (Error e) {
      return BROKE_DOWN; // there may be no memory for more words
    }
  }

  private static ExchangeResult described(RuntimeException e) {
    try {
      return new ExchangeResult.Failed(FailureKind.OTHER_IO, "failed by a " + e.getClass());
    } catch (OutOfMemoryError noWords) {
      return BROKE_DOWN;
    }
  }

  private ExchangeResult outcome() {
    if (canceled) {
      return new ExchangeResult.Failed(FailureKind.CANCELED, "canceled before it began");
    }
    long startNanos = clock.nanos();
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
        ? send(payload, leftNanos)
        : new ExchangeResult.Failed(FailureKind.TIMEOUT, "not sent: rendering took all the time");
  }

  private ExchangeResult send(Payload payload, long timeoutNanos) {
    HttpCall newCall = new HttpCall(request, payload, clients);
    call = newCall;
    if (canceled) {
      // cancel() may have looked for a call before there was one.
      newCall.cancel();
    }
    return newCall.make(timeoutNanos);
  }
}
