package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.auth.Verdict;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What follows an attempt: looks its result up in the table and does what stands there. Delivery
 * thread.
 */
final class Outcomes {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int VERSION_NOT_SUPPORTED = 505;
  private static final int SERVER_ERROR = 500;

  private final ResponseTable table;
  private final EndpointGate gate;
  private final Credentials credentials;
  private final RetryQueue retryQueue;
  private final Settlement settlement;
  private final Expiry expiry;
  private final Ledger ledger;
  private final Refusals refusals;
  private final Receipts receipts;
  private final Bisection bisection;
  private final Redirects redirects;
  private final Wire wire;
  private final DeliveryParts parts;
  private final DeliveryReports reports;
  private final ResultWords words;
  private final int maxAttempts;
  private final boolean serverErrorsPass;

  private @Nullable Streak streak;

  Outcomes(
      DeliveryParts parts,
      EndpointGate gate,
      Redirects redirects,
      Wire wire,
      RetryQueue retryQueue,
      Settlement settlement,
      Relief relief,
      Expiry expiry,
      Ledger ledger) {
    this.parts = parts;
    this.table = new ResponseTable(parts.config().retry(), parts.format().retryProfile());
    this.gate = gate;
    this.redirects = redirects;
    this.wire = wire;
    this.credentials = parts.credentials();
    this.retryQueue = retryQueue;
    this.settlement = settlement;
    this.expiry = expiry;
    this.ledger = ledger;
    this.reports = parts.reports();
    this.words = new ResultWords(parts.endpointName(), parts::mask);
    this.bisection = new Bisection(parts.clock().nanos());
    this.refusals = new Refusals(parts, retryQueue, settlement, relief, ledger, bisection);
    this.receipts = new Receipts(parts, settlement, relief, ledger);
    this.maxAttempts = parts.config().retry().maxAttempts();
    this.serverErrorsPass = parts.config().retry().retriedStatuses().contains(SERVER_ERROR);
  }

  /**
   * Settles the attempt's delivery or puts it back.
   *
   * @return what was done
   */
  Action completed(Attempt attempt, ExchangeResult result, long nowNanos) {
    Rule rule = table.of(result);
    Receipt receipt = attempt.body().receipt();
    Action action =
        Receipts.action(decide(attempt, result, rule, nowNanos), receipt, attempt.body());
    ledger.attempted(action);
    noteCredential(attempt, result);
    if (isAmbiguous(result)) {
      attempt.delivery().mayHaveArrived();
    }
    if (action != Action.REDIR) {
      attempt.delivery().endRedirects();
    }
    attempt.delivery().nextConnection(Delivery.ConnectionChoice.ANY);
    attempt.delivery().sentAfresh(rule.first() == Action.FRESH);
    if (attempt.purpose() == Attempt.Purpose.PROBE && !Refusals.isUnsendable(result)) {
      gate.probed(nowNanos);
    }
    if (receipt instanceof Receipt.FirstDelivered first && isInTheMiddle(first, attempt)) {
      stoppedInTheMiddle(action, rule, attempt, first, result, nowNanos);
    } else {
      carryOut(action, rule, attempt, result, nowNanos);
    }
    parts.target().follow(gate.successShare(nowNanos));
    return action;
  }

  // Decides

  private Action decide(Attempt attempt, ExchangeResult result, Rule rule, long nowNanos) {
    Delivery delivery = attempt.delivery();
    streak =
        streak != null && streak.rule().equals(rule)
            ? streak.oneMore()
            : new Streak(rule, 1, nowNanos);
    Action action = rule.action(streak.count(), nowNanos - streak.sinceNanos());
    return switch (action) {
      case DROP -> isOwnConflict(delivery, result) ? Action.OK : Action.DROP;
      case FRESH -> delivery.wasSentAfresh() ? Action.RETRY : Action.FRESH;
      case RETRY, RETRY_AFTER -> isPoison(delivery, result) ? Action.SPLIT : action;
      case PLAIN -> isPlainAlready(attempt, result) ? Action.HOLD : Action.PLAIN;
      case SPLIT -> refusals.canShorten(attempt, result) ? Action.SHORTEN : Action.SPLIT;
      case HALVE -> refusals.mayHalve(delivery) ? Action.HALVE : Action.DROP;
      case OK, REAUTH, HOLD, REDIR, SHORTEN -> action;
    };
  }

  /** Whether there is no plainer way left for what was refused. */
  private static boolean isPlainAlready(Attempt attempt, ExchangeResult result) {
    return status(result) == VERSION_NOT_SUPPORTED
        ? attempt.delivery().nextConnection() == Delivery.ConnectionChoice.NEW_HTTP_1
        : !attempt.body().isCompressed();
  }

  /** "Already there" is an answer to a repetition of ours; to a first attempt it is a refusal. */
  private static boolean isOwnConflict(Delivery delivery, ExchangeResult result) {
    return status(result) == CONFLICT && delivery.trust() == Delivery.Trust.MAY_HAVE_ARRIVED;
  }

  /**
   * A poisoned event often shows as a 500, again and again, while other batches pass. Not where the
   * user says that a 500 is to be tried again ({@code +500}): whoever writes that down knows it to
   * pass by itself, and a batch must not be taken apart for it.
   */
  private boolean isPoison(Delivery delivery, ExchangeResult result) {
    if (serverErrorsPass || status(result) != SERVER_ERROR) {
      return false;
    }
    delivery.countServerError(gate.successes());
    return delivery.looksPoisoned(gate.successes());
  }

  private static boolean isAmbiguous(ExchangeResult result) {
    if (result instanceof ExchangeResult.Failed failed) {
      return failed.kind().sent() != FailureKind.Sent.NO;
    }
    int status = status(result);
    return status == REQUEST_TIMEOUT || status >= SERVER_ERROR || isNoStatus(result);
  }

  /** A number below 100: whoever answers so may have done anything with the request. */
  private static boolean isNoStatus(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered && answered.status() < 100;
  }

  private static int status(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered ? answered.status() : 0;
  }

  /** Only what the endpoint itself says of the data proves that it took the credential. */
  private void noteCredential(Attempt attempt, ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered) {
      credentials.heardDate(answered.header("Date"));
    }
    if (tellsOfData(status(result))) {
      credentials.accepted(attempt.generation());
    }
  }

  private static boolean tellsOfData(int status) {
    return switch (status) {
      case 400, 409, 413, 422 -> true;
      default -> status >= 200 && status < 300;
    };
  }

  // Does

  private void carryOut(
      Action action, Rule rule, Attempt attempt, ExchangeResult result, long nowNanos) {
    switch (action) {
      case OK -> delivered(attempt, result, nowNanos);
      case RETRY -> retry(attempt, rule, result, nowNanos);
      case RETRY_AFTER -> retryAfter(attempt, result, nowNanos);
      case FRESH -> onConnection(Delivery.ConnectionChoice.NEW, attempt, nowNanos);
      case PLAIN -> plainly(attempt, result, nowNanos);
      case REAUTH -> reauthenticate(attempt, (ExchangeResult.Answered) result, nowNanos);
      case SPLIT -> split(attempt, result, nowNanos);
      case HALVE -> halve(attempt, nowNanos);
      case SHORTEN -> shorten(attempt, result, nowNanos);
      case DROP -> drop(attempt, result, nowNanos);
      case HOLD -> hold(attempt, result, Hold.Cause.ENDPOINT, nowNanos);
      case REDIR -> redirect(attempt, (ExchangeResult.Answered) result, nowNanos);
    }
  }

  private void delivered(Attempt attempt, ExchangeResult result, long nowNanos) {
    Batch batch = attempt.delivery().batch();
    Receipt receipt = attempt.body().receipt();
    gate.succeeded(attempt.pass(), nowNanos);
    if (attempt.delivery().plainSinceStatus() == UNSUPPORTED_MEDIA_TYPE) {
      wire.stayPlain();
    }
    parts.target().delivered();
    bisection.delivered();
    if (receipt instanceof Receipt.SomeRefused someRefused) {
      receipts.someRefused(attempt, someRefused, nowNanos);
    } else if (receipt instanceof Receipt.PerEvent perEvent) {
      perEvent(attempt, perEvent, result, nowNanos);
    } else {
      settlement.delivered(batch, attempt.body().leftOutCounts(), nowNanos);
    }
    if (attempt.body().isAnswerLost()) {
      reports.answerLost(words.of(result));
    }
    reports.delivered(batch.events() + ledger.totalHeld(), ledger.totalLost(), nowNanos);
  }

  private void perEvent(
      Attempt attempt, Receipt.PerEvent receipt, ExchangeResult result, long nowNanos) {
    Delivery again = receipts.perEvent(attempt, receipt, nowNanos);
    if (again != null) {
      long waitNanos =
          receipt.pushback() == Receipt.Pushback.THROTTLE
              ? throttled(attempt, result, nowNanos)
              : gate.backoffNanos(again.attempts());
      receipts.again(again, result, waitNanos, nowNanos);
    }
  }

  private static boolean isInTheMiddle(Receipt.FirstDelivered first, Attempt attempt) {
    return first.delivered() > 0 && first.delivered() < attempt.body().eventCount();
  }

  /** What stands in front has arrived; what the status says holds for the rest. */
  private void stoppedInTheMiddle(
      Action action,
      Rule rule,
      Attempt attempt,
      Receipt.FirstDelivered first,
      ExchangeResult result,
      long nowNanos) {
    switch (action) {
      case RETRY -> {
        redirects.forget();
        long waitNanos =
            gate.failed(
                attempt.pass(), EndpointGate.Failure.of(result), rule.minDelayNanos(), nowNanos);
        goOnBehind(attempt, first, result, waitNanos, nowNanos);
      }
      case RETRY_AFTER ->
          goOnBehind(attempt, first, result, throttled(attempt, result, nowNanos), nowNanos);
      case SPLIT -> {
        noteRefusal(attempt, result, nowNanos);
        goOnBehind(attempt, first, result, 0, nowNanos);
      }
      case OK, FRESH, PLAIN, REAUTH, HALVE, SHORTEN, DROP, HOLD, REDIR ->
          carryOut(action, rule, attempt, result, nowNanos);
    }
  }

  private void goOnBehind(
      Attempt attempt,
      Receipt.FirstDelivered first,
      ExchangeResult result,
      long waitNanos,
      long nowNanos) {
    receipts.again(receipts.firstDelivered(attempt, first, nowNanos), result, waitNanos, nowNanos);
  }

  private void retry(Attempt attempt, Rule rule, ExchangeResult result, long nowNanos) {
    if (result instanceof ExchangeResult.Failed failed && failed.kind() == FailureKind.TIMEOUT) {
      parts.target().timedOut();
    }
    redirects.forget();
    long waitNanos =
        gate.failed(
            attempt.pass(), EndpointGate.Failure.of(result), rule.minDelayNanos(), nowNanos);
    again(attempt.delivery(), result, waitNanos, nowNanos);
  }

  private void retryAfter(Attempt attempt, ExchangeResult result, long nowNanos) {
    again(attempt.delivery(), result, throttled(attempt, result, nowNanos), nowNanos);
  }

  private long throttled(Attempt attempt, ExchangeResult result, long nowNanos) {
    long left = nanosLeft(attempt.delivery(), nowNanos);
    return gate.throttled(attempt.pass(), retryAfter(result), left, nowNanos);
  }

  private static OptionalLong retryAfter(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered
        ? RetryAfter.nanos(answered)
        : OptionalLong.empty();
  }

  private long nanosLeft(Delivery delivery, long nowNanos) {
    return expiry.nanosLeft(delivery.batch().oldestAcceptedAtNanos(), nowNanos);
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

  private void onConnection(Delivery.ConnectionChoice choice, Attempt attempt, long nowNanos) {
    gate.undecided(attempt.pass(), nowNanos);
    attempt.delivery().nextConnection(choice);
    repeat(attempt.delivery(), nowNanos);
  }

  private void plainly(Attempt attempt, ExchangeResult result, long nowNanos) {
    int status = status(result);
    ledger.failed(words.of(result));
    attempt.delivery().goPlain(status);
    Delivery.ConnectionChoice choice =
        status == VERSION_NOT_SUPPORTED
            ? Delivery.ConnectionChoice.NEW_HTTP_1
            : Delivery.ConnectionChoice.ANY;
    onConnection(choice, attempt, nowNanos);
  }

  /** The repetition belongs to the attempt: it is not counted, and a drain allows it. */
  private void repeat(Delivery delivery, long nowNanos) {
    delivery.attemptedInDrain(false);
    requeue(delivery, 0, nowNanos);
  }

  private void reauthenticate(Attempt attempt, ExchangeResult.Answered answered, long nowNanos) {
    String what = words.of(answered);
    ledger.failed(what);
    Verdict verdict =
        credentials.refused(
            attempt.generation(), answered.status(), answered.header("WWW-Authenticate"), nowNanos);
    if (verdict instanceof Verdict.Hold) {
      hold(attempt, answered, Hold.Cause.CREDENTIAL, nowNanos);
      return;
    }
    if (verdict instanceof Verdict.Wait wait) {
      // A token that has ended is replaced without a word; that a new one is refused is worth one.
      reports.failed(attempt.delivery(), what, wait.nanos(), ledger.totalLost(), nowNanos);
    }
    gate.undecided(attempt.pass(), nowNanos);
    repeat(attempt.delivery(), nowNanos); // readiness says when: after the refresh, or the wait
  }

  private void split(Attempt attempt, ExchangeResult result, long nowNanos) {
    noteRefusal(attempt, result, nowNanos);
    refusals.split(attempt, result, nowNanos);
  }

  private void halve(Attempt attempt, long nowNanos) {
    gate.refusedData(attempt.pass(), nowNanos);
    refusals.halveOnce(attempt.delivery(), nowNanos);
  }

  private void shorten(Attempt attempt, ExchangeResult result, long nowNanos) {
    gate.refusedData(attempt.pass(), nowNanos);
    ledger.failed(words.of(result));
    refusals.shorten(attempt, nowNanos);
  }

  private void drop(Attempt attempt, ExchangeResult result, long nowNanos) {
    noteRefusal(attempt, result, nowNanos);
    refusals.drop(attempt.delivery(), result, nowNanos);
  }

  /**
   * An answer about the data shows that the endpoint is there; what was never sent shows nothing.
   */
  private void noteRefusal(Attempt attempt, ExchangeResult result, long nowNanos) {
    if (status(result) >= 400 && status(result) < SERVER_ERROR) {
      gate.refusedData(attempt.pass(), nowNanos);
    } else {
      gate.undecided(attempt.pass(), nowNanos);
    }
  }

  private void hold(Attempt attempt, ExchangeResult result, Hold.Cause cause, long nowNanos) {
    String reason = words.ofHold(result);
    ledger.failed(reason);
    attempt.delivery().countAttempt();
    redirects.forget();
    gate.undecided(attempt.pass(), nowNanos);
    gate.hold(reason, cause, ResultWords.probes(result), nowNanos);
    retryAfter(result)
        .ifPresent(asked -> gate.pause(asked, nanosLeft(attempt.delivery(), nowNanos), nowNanos));
    reports.held(
        Objects.requireNonNull(gate.hold()),
        gate.nanosUntilOpen(nowNanos),
        ledger.totalLost(),
        nowNanos);
    requeue(attempt.delivery(), 0, nowNanos);
  }

  private void redirect(Attempt attempt, ExchangeResult.Answered answered, long nowNanos) {
    Delivery delivery = attempt.delivery();
    Optional<URI> target =
        delivery.hops() < Redirects.MAX_HOPS
            ? redirects.follow(answered, attempt.url())
            : Optional.empty();
    if (target.isEmpty()) {
      delivery.endRedirects();
      hold(attempt, answered, Hold.Cause.ENDPOINT, nowNanos);
      return;
    }
    gate.undecided(attempt.pass(), nowNanos);
    delivery.redirectTo(target.get());
    repeat(delivery, nowNanos);
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
