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
  /** Sent again, as it is or in parts. */
  KEPT,
  /** As bisection goes: refused alone, or sent again in parts. */
  KEPT_OR_REJECTED,
  /**
   * No body could be made of it, small as it is; it may get a second chance with more room. Where
   * memory ran out twice, that is so for one event of several.
   */
  NOT_ENCODABLE;

  static Expectation of(ExchangeResult result, int events, boolean inDoubt, RetryConfig retry) {
    if (result instanceof ExchangeResult.Answered answered) {
      return of(answered.status(), inDoubt, retry);
    }
    if (result instanceof ExchangeResult.Failed) {
      return KEPT;
    }
    return events == 1 || isOutOfMemory(result) ? NOT_ENCODABLE : KEPT;
  }

  private static boolean isOutOfMemory(ExchangeResult result) {
    return result instanceof ExchangeResult.RenderingFailed failed
        && failed.cause() instanceof OutOfMemoryError;
  }

  private static Expectation of(int status, boolean inDoubt, RetryConfig retry) {
    if (retry.droppedStatuses().contains(status)) {
      return REJECTED;
    }
    if (retry.retriedStatuses().contains(status)) {
      return KEPT;
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
