package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One exchange, as both ends of the wire see it. */
final class SimExchange {

  final ExchangeRequest request;
  final BatchId batch;
  final String token;
  final long startedAtNanos;
  final CompletableFuture<ExchangeResult> future = new CompletableFuture<>();

  /** Indices in their lane of the events in the body; known once it is rendered. */
  final List<Integer> events = new ArrayList<>();

  /** Indices in their lane of the events the body is without. */
  final List<Integer> leftOut = new ArrayList<>();

  ExchangeResult result;

  /** What its end means for its events; known when the loop is about to hear of it. */
  Expectation expectation;

  /** What the answer's Retry-After asks for. */
  long pauseNanos;

  SimExchange(ExchangeRequest request, long startedAtNanos) {
    this.request = request;
    this.startedAtNanos = startedAtNanos;
    this.batch = parse(header("Idempotency-Key"));
    this.token = header("Authorization").replace("Bearer ", "");
  }

  private String header(String name) {
    return request.headers().stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst()
        .orElse("");
  }

  private static BatchId parse(String key) {
    String[] parts = key.split("-");
    return new BatchId(
        Long.parseUnsignedLong(parts[0], 16),
        lane(parts[1].charAt(0)),
        Long.parseLong(parts[2], 16),
        Long.parseLong(parts[3], 16),
        Integer.parseInt(parts[4]));
  }

  private static LaneKind lane(char letter) {
    for (LaneKind kind : LaneKind.values()) {
      if (kind.letter() == letter) {
        return kind;
      }
    }
    throw new Violation("3 no invention", "no lane is called " + letter);
  }

  /** Whether the server says that it will never come back. */
  boolean isGone() {
    return result instanceof ExchangeResult.Answered answered && answered.status() == 410;
  }

  boolean isOpen() {
    return result == null;
  }

  @Override
  public String toString() {
    String end =
        result instanceof ExchangeResult.Answered answered
            ? "answered " + answered.status()
            : String.valueOf(result);
    return batch.idempotencyKey() + " " + end + " (" + expectation + ")";
  }
}
