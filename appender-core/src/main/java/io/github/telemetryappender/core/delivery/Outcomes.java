package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.auth.Verdict;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What follows an attempt: looks its result up in the table and does what stands there. Delivery
 * thread.
 */
final class Outcomes {

  private static final int CONFLICT = 409;

  private final ResponseTable table;
  private final EndpointGate gate;
  private final Credentials credentials;
  private final RetryQueue retryQueue;
  private final BatchDivider divider;
  private final Settlement settlement;
  private final Relief relief;
  private final Expiry expiry;
  private final Ledger ledger;
  private final DeliveryReports reports;
  private final ResultWords words;
  private final int maxAttempts;

  private @Nullable Streak streak;

  Outcomes(
      DeliveryParts parts,
      RetryQueue retryQueue,
      Settlement settlement,
      Relief relief,
      Expiry expiry,
      Ledger ledger,
      EndpointGate gate) {
    this.table = new ResponseTable(parts.config().retry());
    this.gate = gate;
    this.credentials = parts.credentials();
    this.retryQueue = retryQueue;
    this.divider = parts.divider();
    this.settlement = settlement;
    this.relief = relief;
    this.expiry = expiry;
    this.ledger = ledger;
    this.reports = parts.reports();
    this.words = new ResultWords(parts.endpointName());
    this.maxAttempts = parts.config().retry().maxAttempts();
  }

  /**
   * Settles the attempt's delivery or puts it back.
   *
   * @return what was done
   */
  Action completed(Attempt attempt, ExchangeResult result, long nowNanos) {
    Rule rule = table.of(result);
    Action action = decide(attempt, result, rule, nowNanos);
    ledger.attempted(action);
    noteCredential(attempt, result);
    if (isAmbiguous(result)) {
      attempt.delivery().mayHaveArrived();
    }
    carryOut(action, rule, attempt, result, nowNanos);
    if (attempt.purpose() == Attempt.Purpose.PROBE) {
      gate.probed(nowNanos);
    }
    return action;
  }

  private Action decide(Attempt attempt, ExchangeResult result, Rule rule, long nowNanos) {
    streak =
        streak != null && streak.rule().equals(rule)
            ? streak.oneMore()
            : new Streak(rule, 1, nowNanos);
    Action action = rule.action(streak.count(), nowNanos - streak.sinceNanos());
    if (action == Action.DROP && isOwnConflict(attempt.delivery(), result)) {
      return Action.OK;
    }
    if (action == Action.FRESH
        && attempt.delivery().nextConnection() == Delivery.ConnectionChoice.NEW) {
      return Action.RETRY;
    }
    return action;
  }

  /** "Already there" is an answer to a repetition of ours; to a first attempt it is a refusal. */
  private static boolean isOwnConflict(Delivery delivery, ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered
        && answered.status() == CONFLICT
        && delivery.trust() == Delivery.Trust.MAY_HAVE_ARRIVED;
  }

  private static boolean isAmbiguous(ExchangeResult result) {
    if (result instanceof ExchangeResult.Failed failed) {
      return failed.kind().sent() != FailureKind.Sent.NO;
    }
    return result instanceof ExchangeResult.Answered answered && answered.status() >= 500;
  }

  /** Only what the endpoint itself says of the data proves that it took the credential. */
  private void noteCredential(Attempt attempt, ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered && tellsOfData(answered.status())) {
      credentials.accepted(attempt.generation());
    }
  }

  private static boolean tellsOfData(int status) {
    return switch (status) {
      case 400, 409, 413, 422 -> true;
      default -> status >= 200 && status < 300;
    };
  }

  private void carryOut(
      Action action, Rule rule, Attempt attempt, ExchangeResult result, long nowNanos) {
    Delivery delivery = attempt.delivery();
    delivery.nextConnection(Delivery.ConnectionChoice.ANY);
    switch (action) {
      case OK -> delivered(attempt, nowNanos);
      case RETRY -> retry(attempt, rule, result, nowNanos);
      case RETRY_AFTER -> retryAfter(delivery, result, nowNanos);
      case FRESH -> {
        delivery.nextConnection(Delivery.ConnectionChoice.NEW);
        delivery.attemptedInDrain(false); // the repetition belongs to the attempt
        requeue(delivery, 0, nowNanos);
      }
      case REAUTH -> reauthenticate(attempt, (ExchangeResult.Answered) result, nowNanos);
      case SPLIT -> split(delivery, result, nowNanos);
      case DROP -> drop(delivery, result, nowNanos);
      case HOLD, REDIR -> hold(delivery, result, Hold.Cause.ENDPOINT, nowNanos);
    }
  }

  private void delivered(Attempt attempt, long nowNanos) {
    Batch batch = attempt.delivery().batch();
    gate.alive(nowNanos);
    settlement.delivered(batch, attempt.body().leftOut(), nowNanos);
    reports.delivered(batch, ledger.totalLost(), nowNanos);
  }

  private void retry(Attempt attempt, Rule rule, ExchangeResult result, long nowNanos) {
    Delivery delivery = attempt.delivery();
    long waitNanos = gate.failed(attempt.startedAtNanos(), rule.minDelayNanos(), nowNanos);
    again(delivery, result, waitNanos, nowNanos);
  }

  private void retryAfter(Delivery delivery, ExchangeResult result, long nowNanos) {
    OptionalLong asked =
        result instanceof ExchangeResult.Answered answered
            ? RetryAfter.nanos(answered)
            : OptionalLong.empty();
    long left = expiry.nanosLeft(delivery.batch().oldestAcceptedAtNanos(), nowNanos);
    gate.throttled(asked, left, nowNanos);
    again(delivery, result, gate.nanosUntilOpen(nowNanos), nowNanos);
  }

  private void again(Delivery delivery, ExchangeResult result, long waitNanos, long nowNanos) {
    String what = words.of(result);
    ledger.failed(what);
    delivery.countAttempt();
    if (maxAttempts > 0 && delivery.attempts() >= maxAttempts) {
      String why = what + "; retry.maxAttempts = " + maxAttempts + " is used up";
      settlement.lost(delivery.batch(), Loss.REJECTED, "max_attempts", why, nowNanos);
      return;
    }
    reports.failed(delivery, what, waitNanos, ledger.totalLost(), nowNanos);
    requeue(delivery, waitNanos, nowNanos);
  }

  private void requeue(Delivery delivery, long waitNanos, long nowNanos) {
    delivery.dueAt(nowNanos + waitNanos);
    retryQueue.add(delivery);
  }

  private void reauthenticate(Attempt attempt, ExchangeResult.Answered answered, long nowNanos) {
    Delivery delivery = attempt.delivery();
    ledger.failed(words.of(answered));
    delivery.attemptedInDrain(false); // the repetition belongs to the attempt
    Verdict verdict =
        credentials.refused(
            attempt.generation(), answered.status(), answered.header("WWW-Authenticate"), nowNanos);
    if (verdict instanceof Verdict.Hold) {
      hold(delivery, answered, Hold.Cause.CREDENTIAL, nowNanos);
    } else if (verdict instanceof Verdict.Wait wait) {
      requeue(delivery, wait.nanos(), nowNanos);
    } else {
      requeue(delivery, 0, nowNanos);
    }
  }

  private void split(Delivery delivery, ExchangeResult result, long nowNanos) {
    if (!(result instanceof ExchangeResult.Answered)) {
      splitUnsent(delivery, result, nowNanos);
    } else {
      drop(delivery, result, nowNanos);
    }
  }

  /** The body could not be made, or was too large to be sent: two smaller ones may do. */
  private void splitUnsent(Delivery delivery, ExchangeResult result, long nowNanos) {
    Batch batch = delivery.batch();
    if (batch.events() == 1) {
      String why = words.of(result);
      ledger.failed(why);
      settlement.lost(batch, Loss.ABANDONED, "encoding", why, nowNanos);
      return;
    }
    retryQueue.unreserve(batch.packedBytes());
    for (Batch half : divider.halve(batch)) {
      Delivery part = delivery.part(delivery.sequence(), half);
      part.dueAt(nowNanos);
      relief.readmit(part, nowNanos);
    }
  }

  private void drop(Delivery delivery, ExchangeResult result, long nowNanos) {
    gate.alive(nowNanos);
    String why = words.of(result);
    ledger.failed(why);
    settlement.lost(delivery.batch(), Loss.REJECTED, ResultWords.detail(result), why, nowNanos);
  }

  private void hold(Delivery delivery, ExchangeResult result, Hold.Cause cause, long nowNanos) {
    String reason = words.ofHold(result);
    ledger.failed(reason);
    delivery.countAttempt();
    gate.hold(reason, cause, ResultWords.probes(result), nowNanos);
    Hold hold = gate.hold();
    if (hold != null) {
      reports.held(hold, ledger.totalLost(), nowNanos);
    }
    requeue(delivery, 0, nowNanos);
  }

  /**
   * Answers under the same rule in a row.
   *
   * @param sinceNanos when the first of them came
   */
  private record Streak(Rule rule, int count, long sinceNanos) {
    Streak oneMore() {
      return new Streak(rule, count + 1, sinceNanos);
    }
  }
}
