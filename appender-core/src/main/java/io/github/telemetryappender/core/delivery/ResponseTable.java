package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.format.RetryProfile;
import io.github.telemetryappender.core.settings.RetryConfig;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.concurrent.TimeUnit;

/**
 * What each answer means: one table, total over every status and every way to get none. A status
 * decides; a format may only forbid to repeat what would be repeated here. Immutable.
 */
final class ResponseTable {

  private static final int HOLD_AFTER = 5;
  private static final int SERVER_ERRORS = 500;
  private static final long ROLLOUT_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** The JVM remembers for 10 s that a name was not found. */
  private static final long UNKNOWN_HOST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Rule OK = Rule.always(Action.OK);
  private static final Rule RETRY = Rule.always(Action.RETRY);
  private static final Rule RETRY_AFTER = Rule.always(Action.RETRY_AFTER);
  private static final Rule RETRY_THEN_HOLD = Rule.upTo(HOLD_AFTER, Action.RETRY, Action.HOLD);
  private static final Rule FRESH = Rule.always(Action.FRESH); // in a row once per delivery
  private static final Rule FRESH_THEN_HOLD = Rule.upTo(1 + HOLD_AFTER, Action.FRESH, Action.HOLD);
  private static final Rule PLAIN = Rule.always(Action.PLAIN); // once per delivery
  private static final Rule SPLIT = Rule.always(Action.SPLIT);
  private static final Rule HALVE = Rule.always(Action.HALVE); // once per delivery
  private static final Rule DROP = Rule.always(Action.DROP);
  private static final Rule HOLD = Rule.always(Action.HOLD);
  private static final Rule REAUTH = Rule.always(Action.REAUTH);
  private static final Rule REDIR = Rule.always(Action.REDIR);

  private final RetryConfig retry;
  private final RetryProfile profile;

  ResponseTable(RetryConfig retry, RetryProfile profile) {
    this.retry = retry;
    this.profile = profile;
  }

  /** The rule for a status; {@code retryAfter} says whether the answer carried such a header. */
  Rule ofStatus(int status, RetryAfterHeader retryAfter) {
    if (retry.droppedStatuses().contains(status)) {
      return DROP;
    }
    if (retry.retriedStatuses().contains(status)) {
      return retryAfter == RetryAfterHeader.PRESENT ? RETRY_AFTER : RETRY;
    }
    Rule rule = byClass(status);
    if (!rule.equals(RETRY)) {
      return rule;
    }
    if (profile.forbidsRetry(status)) {
      return DROP;
    }
    boolean asksForAPause = retryAfter == RetryAfterHeader.PRESENT && status >= SERVER_ERRORS;
    return asksForAPause ? RETRY_AFTER : RETRY;
  }

  private static Rule byClass(int status) {
    return switch (status / 100) {
      case 2 -> OK;
      case 3 -> status == 307 || status == 308 ? REDIR : HOLD;
      case 4 -> clientError(status);
      case 5 -> serverError(status);
      default -> RETRY_THEN_HOLD;
    };
  }

  private static Rule clientError(int status) {
    return switch (status) {
      case 400, 413, 422 -> SPLIT;
      case 401, 403 -> REAUTH;
      case 402, 406, 407, 410, 426, 428, 431 -> HOLD;
      case 404, 405 -> Rule.during(ROLLOUT_NANOS, Action.RETRY, Action.HOLD);
      case 408, 423, 424, 425 -> RETRY;
      case 409, 411, 412, 414, 416, 417, 418 -> DROP;
      case 415 -> PLAIN;
      case 421 -> FRESH;
      case 429 -> RETRY_AFTER;
      default -> HALVE; // nothing is known of it, not even that it is about all of the batch
    };
  }

  private static Rule serverError(int status) {
    return switch (status) {
      case 501 -> HOLD;
      case 505 -> PLAIN;
      default -> RETRY;
    };
  }

  /** The rule for an exchange that ended without an answer. */
  static Rule ofFailure(FailureKind kind) {
    return switch (kind) {
      case UNKNOWN_HOST -> RETRY.notBefore(UNKNOWN_HOST_DELAY_NANOS);
      case CONNECT_REFUSED,
          CONNECT_TIMEOUT,
          WRITE_BROKEN,
          NO_RESPONSE,
          TIMEOUT,
          STREAM_RESET,
          CANCELED,
          OTHER_IO ->
          RETRY;
      case PROXY_REFUSED, TLS -> RETRY_THEN_HOLD;
      case PROXY_UNAUTHORIZED, CERTIFICATE, TLS_FILES -> HOLD;
      case STALE_CONNECTION, NO_RESPONSE_REUSED, STREAM_REFUSED -> FRESH;
      case PROTOCOL -> FRESH_THEN_HOLD;
      case CALM_DOWN -> RETRY_AFTER;
    };
  }

  /** The rule for any result of an exchange. */
  Rule of(ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered) {
      return ofStatus(
          answered.status(),
          RetryAfter.nanos(answered).isPresent()
              ? RetryAfterHeader.PRESENT
              : RetryAfterHeader.ABSENT);
    }
    if (result instanceof ExchangeResult.Failed failed) {
      return ofFailure(failed.kind());
    }
    return SPLIT; // too large to render, or rendering broke down: smaller may do
  }

  /** Whether an answer said when to come back. */
  enum RetryAfterHeader {
    PRESENT,
    ABSENT
  }
}
