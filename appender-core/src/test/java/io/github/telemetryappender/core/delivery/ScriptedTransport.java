package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps each exchange open until the test answers it. */
final class ScriptedTransport implements Transport {

  final List<Exchange> all = new ArrayList<>();
  final List<CompletableFuture<Boolean>> looks = new ArrayList<>();
  boolean watched;
  boolean closed;

  /** Whether sending ends in an error, as where no memory is left for an exchange. */
  boolean broken;

  /** Whether exchanges that are canceled stay open, as if a thread hung. */
  boolean ignoresCancel;

  @Override
  public boolean isWatched() {
    return watched;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    CompletableFuture<Boolean> look = new CompletableFuture<>();
    looks.add(look);
    return look;
  }

  @Override
  public CompletableFuture<ExchangeResult> send(ExchangeRequest request) {
    if (broken) {
      throw new OutOfMemoryError("no room for an exchange");
    }
    Exchange exchange = new Exchange(request);
    all.add(exchange);
    return exchange.future;
  }

  List<Exchange> open() {
    return all.stream().filter(exchange -> !exchange.future.isDone()).toList();
  }

  Exchange onlyOpen() {
    List<Exchange> open = open();
    if (open.size() != 1) {
      throw new AssertionError("expected one open exchange, found " + open.size());
    }
    return open.get(0);
  }

  @Override
  public void cancelAll() {
    if (!ignoresCancel) {
      open().forEach(exchange -> exchange.fail(FailureKind.CANCELED));
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** One exchange. */
  static final class Exchange {

    final ExchangeRequest request;
    final CompletableFuture<ExchangeResult> future = new CompletableFuture<>();

    Exchange(ExchangeRequest request) {
      this.request = request;
    }

    String header(String name) {
      return request.headers().stream()
          .filter(header -> header.name().equals(name))
          .map(Header::value)
          .findFirst()
          .orElse("");
    }

    int events() {
      String key = header("Idempotency-Key");
      return Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
    }

    String lane() {
      return header("Idempotency-Key").split("-")[1];
    }

    void answer(int status, Header... headers) {
      future.complete(
          new ExchangeResult.Answered(
              status, List.of(headers), new byte[0], ExchangeResult.BodyState.COMPLETE));
    }

    void runOutOfMemory() {
      future.complete(new ExchangeResult.RenderingFailed(new OutOfMemoryError("test")));
    }

    void fail(FailureKind kind) {
      future.complete(new ExchangeResult.Failed(kind, kind.toString()));
    }
  }
}
