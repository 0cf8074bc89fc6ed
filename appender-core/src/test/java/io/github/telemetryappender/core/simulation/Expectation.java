package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.settings.RetryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;

/**
 * What an exchange's end means for its events, told a second time and in other words than the table
 * of the production code.
 */
enum Expectation {
  DELIVERED,
  REJECTED,
  /** Delivered but for some, of which nobody knows which. */
  SOME_REFUSED,
  /** Each has fared by itself: see the reply. */
  SORTED,
  /** Sent again, as it is or in parts. */
  KEPT,
  /** As bisection goes: refused alone, or sent again in parts. */
  KEPT_OR_REJECTED,
  /**
   * No body could be made of it, small as it is; it may get a second chance with more room. Where
   * memory ran out twice, that is so for one event of several.
   */
  NOT_ENCODABLE;

  /**
   * Judges an exchange that has ended.
   *
   * @param inDoubt whether an earlier attempt may have arrived
   */
  static Expectation of(
      SimExchange exchange, boolean inDoubt, RetryConfig retry, Protocol protocol) {
    if (exchange.result instanceof ExchangeResult.Answered answered) {
      return withReply(of(answered.status(), inDoubt, retry, protocol), exchange, protocol);
    }
    if (exchange.result instanceof ExchangeResult.Failed) {
      return KEPT;
    }
    return exchange.batch.count() == 1 || isOutOfMemory(exchange.result) ? NOT_ENCODABLE : KEPT;
  }

  private static boolean isOutOfMemory(ExchangeResult result) {
    return result instanceof ExchangeResult.RenderingFailed failed
        && failed.cause() instanceof OutOfMemoryError;
  }

  private static Expectation withReply(
      Expectation byStatus, SimExchange exchange, Protocol protocol) {
    Reply reply = exchange.reply;
    int events = exchange.events.length;
    return switch (reply.kind()) {
      case NONE -> byStatus;
      case NOT_TAKEN -> byStatus == DELIVERED ? KEPT : byStatus;
      case SOME_REFUSED -> byStatus == DELIVERED ? SOME_REFUSED : byStatus;
      case EACH -> byStatus != DELIVERED ? byStatus : reply.againCount() == events ? KEPT : SORTED;
      case FIRST -> {
        int certain = reply.certainlyTaken(protocol);
        boolean goesOn = byStatus == KEPT || byStatus == KEPT_OR_REJECTED;
        yield goesOn && certain > 0 && certain < events ? SORTED : byStatus;
      }
    };
  }

  private static Expectation of(int status, boolean inDoubt, RetryConfig retry, Protocol protocol) {
    if (retry.droppedStatuses().contains(status)) {
      return REJECTED;
    }
    if (retry.retriedStatuses().contains(status)) {
      return KEPT;
    }
    if (isUsuallyRepeated(status) && protocol.forbidsRetry(status)) {
      return REJECTED;
    }
    if (status == 500) {
      return KEPT_OR_REJECTED; // after three of them it looks like poison
    }
    return switch (status) {
      case 409 -> inDoubt ? DELIVERED : REJECTED;
      case 411, 412, 414, 416, 417, 418 -> REJECTED;
      case 401,
          402,
          403,
          404,
          405,
          406,
          407,
          408,
          410,
          415,
          421,
          423,
          424,
          425,
          426,
          428,
          429,
          431,
          505 ->
          KEPT;
      default -> {
        if (status / 100 == 2) {
          yield DELIVERED;
        }
        yield status / 100 == 4 ? KEPT_OR_REJECTED : KEPT;
      }
    };
  }

  private static boolean isUsuallyRepeated(int status) {
    return switch (status) {
      case 408, 423, 424, 425 -> true;
      case 501, 505 -> false;
      default -> status / 100 == 5;
    };
  }

  /** Whether the batch has left the loop's hands when the loop has heard of it. */
  boolean isEnd() {
    return switch (this) {
      case DELIVERED, REJECTED, SOME_REFUSED, SORTED -> true;
      case KEPT, KEPT_OR_REJECTED, NOT_ENCODABLE -> false;
    };
  }

  /** Whether the server may have applied what it answered so, or did not answer. */
  static boolean isAmbiguous(ExchangeResult result) {
    if (result instanceof ExchangeResult.Failed failed) {
      return failed.kind().sent() != FailureKind.Sent.NO;
    }
    return result instanceof ExchangeResult.Answered answered && isAmbiguous(answered.status());
  }

  static boolean isAmbiguous(int status) {
    return status == 408 || status >= 500 || status < 100;
  }
}
