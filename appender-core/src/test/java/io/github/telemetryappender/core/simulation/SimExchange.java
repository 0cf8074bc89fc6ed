package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.delivery.Holdings.HeldBatch;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** One exchange, as both ends of the wire see it. */
final class SimExchange {

  private static final int[] NONE = {};

  final ExchangeRequest request;

  /** Null for the check at the start. */
  final BatchId batch;

  /** Where the batch's events are known; null for the check at the start. */
  final LaneEvents lane;

  final String token;
  final long startedAtNanos;
  final CompletableFuture<ExchangeResult> future = new CompletableFuture<>();

  /** Indices in their lane of the events in the body, ascending; known once it is rendered. */
  int[] events = NONE;

  /** Indices in their lane of the events the body is without, ascending. */
  int[] leftOut = NONE;

  /** Bytes of the body. */
  long bodyBytes;

  /** Whether it was sent to find out if a hold is over. */
  boolean probesHold;

  /** What the server says of single events. */
  Reply reply = Reply.NONE;

  /** The batch as the loop holds it, from the end of the step in which it was sent. */
  HeldBatch held;

  ExchangeResult result;

  /** What its end means for its events; known when the loop is about to hear of it. */
  Expectation expectation;

  /** What the answer's Retry-After asks for; not capped, 0 for nothing. */
  long pauseNanos;

  private int[] refusedByRank;

  SimExchange(ExchangeRequest request, Oracle oracle, long startedAtNanos) {
    this.request = request;
    this.startedAtNanos = startedAtNanos;
    this.batch = request.method().equals("HEAD") ? null : parse(header("Idempotency-Key"));
    this.lane = batch == null ? null : oracle.lane(batch.epoch(), batch.lane());
    String credential = header("Authorization");
    this.token = credential.substring(credential.indexOf(' ') + 1);
  }

  private String header(String name) {
    for (Header header : request.headers()) {
      if (header.name().equals(name)) {
        return header.value();
      }
    }
    return "";
  }

  private static BatchId parse(String key) {
    if (key.length() < 24) {
      throw new Violation("3 no invention", "an idempotency key that is none: %s", key);
    }
    int firstEnd = key.indexOf('-', 19);
    int lastEnd = key.indexOf('-', firstEnd + 1);
    return new BatchId(
        Long.parseUnsignedLong(key, 0, 16, 16),
        LaneKind.ofLetter(key.charAt(17)),
        Long.parseLong(key, 19, firstEnd, 16),
        Long.parseLong(key, firstEnd + 1, lastEnd, 16),
        Integer.parseInt(key, lastEnd + 1, key.length(), 10));
  }

  /** Whether it is the check at the start. */
  boolean isCheck() {
    return batch == null;
  }

  boolean isLeftOut(int index) {
    return leftOut.length > 0 && Arrays.binarySearch(leftOut, index) >= 0;
  }

  /** Where in the body an event stands. */
  int placeOf(int index) {
    return Arrays.binarySearch(events, index);
  }

  /** Whether the server says that it will never come back. */
  boolean isGone() {
    return status() == 410;
  }

  /**
   * Where nobody knows which events were refused, the most severe ones count as such: whether one
   * of this rank is left to be among them. It is then taken.
   */
  boolean takeRefused(int rank) {
    if (refusedByRank == null) {
      refusedByRank = refusedByRank();
    }
    if (refusedByRank[rank] == 0) {
      return false;
    }
    refusedByRank[rank]--;
    return true;
  }

  private int[] refusedByRank() {
    int[] inBody = new int[Severity.COUNT];
    for (int index : events) {
      inBody[lane.rank(index)]++;
    }
    int[] refused = new int[Severity.COUNT];
    int left = reply.count(Reply.Verdict.REFUSED);
    for (int rank = Severity.COUNT - 1; rank >= 0; rank--) {
      refused[rank] = Math.min(left, inBody[rank]);
      left -= refused[rank];
    }
    return refused;
  }

  /** 0 for no answer. */
  int status() {
    return result instanceof ExchangeResult.Answered answered ? answered.status() : 0;
  }

  boolean isOpen() {
    return result == null;
  }

  @Override
  public String toString() {
    String what = isCheck() ? "HEAD" : batch.idempotencyKey();
    String end =
        result instanceof ExchangeResult.Answered answered
            ? "answered " + answered.status() + " " + reply
            : String.valueOf(result);
    return what + " " + end + " (" + expectation + ")";
  }
}
