package io.github.telemetryappender.core.herd;

import io.github.telemetryappender.core.delivery.HerdGate;
import java.util.concurrent.TimeUnit;

/**
 * An appender as it is: the production gate decides when, and this picks what, by the rules of the
 * delivery loop. All its events are of one severity, so one lane will do.
 */
final class SparingAppender extends Appender {

  private static final long AGEING_STEP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long MAX_AGEING_STEPS = 2;

  private final HerdGate gate;
  private final Waiting waiting = new Waiting();
  private final long startedAtNanos;
  private int inFlight;

  SparingAppender(int index, HerdModel herd, HerdGate gate, long firstEventAtNanos) {
    super(index, herd, firstEventAtNanos);
    this.gate = gate;
    this.startedAtNanos = firstEventAtNanos;
  }

  @Override
  int maxEvents() {
    return gate.maxEvents();
  }

  @Override
  void step(long nowNanos) {
    expire(nowNanos - gate.maxEventAgeNanos(), nowNanos);
    observe(nowNanos);
    while (hasSlot(nowNanos) && gate.nanosUntilOpen(nowNanos) == 0 && startOne(nowNanos)) {
      // Each turn starts one.
    }
    plan(nowNanos);
  }

  private void expire(long beforeNanos, long nowNanos) {
    dropOpenUntil(beforeNanos, nowNanos);
    for (int i = waiting.size() - 1; i >= 0 && waiting.earliestFromNanos() < beforeNanos; i--) {
      if (waiting.fromNanos(i) < beforeNanos) {
        drop(waiting.fromNanos(i), waiting.toNanos(i), nowNanos);
        waiting.remove(i);
      }
    }
  }

  private void observe(long nowNanos) {
    if (gate.isTroubled() && !hasBacklog(nowNanos)) {
      gate.backlogIsGone();
    }
    gate.observe(Cell.events(nowNanos - startedAtNanos), nowNanos);
  }

  private boolean hasBacklog(long nowNanos) {
    return isBacklog(Math.min(oldestNanos(), waiting.earliestFromNanos()), nowNanos);
  }

  private static boolean isBacklog(long oldestNanos, long nowNanos) {
    return HerdGate.isBacklog(oldestNanos + Cell.LINGER_NANOS, nowNanos);
  }

  private boolean hasSlot(long nowNanos) {
    return inFlight < gate.maxInFlight(nowNanos);
  }

  private boolean startOne(long nowNanos) {
    return gate.isProbing(nowNanos) ? startProbe(nowNanos) : startNext(nowNanos);
  }

  /** A batch that was never sent, so that no single one is asked about again and again. */
  private boolean startProbe(long nowNanos) {
    if (isReady(nowNanos)) {
      startFirst(true, nowNanos);
      return true;
    }
    return resend(leastTried(nowNanos), true, nowNanos);
  }

  private int leastTried(long nowNanos) {
    int best = Waiting.NONE;
    for (int i = 0; i < waiting.size(); i++) {
      if (waiting.dueAtNanos(i) <= nowNanos
          && (best == Waiting.NONE || waiting.attempts(i) < waiting.attempts(best))) {
        best = i;
      }
    }
    return best;
  }

  private boolean startNext(long nowNanos) {
    boolean mayCut = isReady(nowNanos) && mayLeave(0, oldestNanos(), nowNanos);
    boolean mayResend = gate.mayResendFreely() || (!mayCut && gate.nanosUntilResend(nowNanos) == 0);
    int resent = mayResend ? mostUrgent(nowNanos) : Waiting.NONE;
    if (mayCut
        && (resent == Waiting.NONE
            || priority(oldestNanos(), nowNanos) > priority(waiting.fromNanos(resent), nowNanos))) {
      startFirst(false, nowNanos);
      return true;
    }
    return resend(resent, false, nowNanos);
  }

  private boolean isReady(long nowNanos) {
    return nanosUntilReady(nowNanos) == 0;
  }

  private boolean mayLeave(int attempts, long oldestNanos, long nowNanos) {
    return paceNanos(attempts, oldestNanos, false, nowNanos) == 0;
  }

  /** Among those due, the one that has waited for more minutes, then the one due first. */
  private int mostUrgent(long nowNanos) {
    int best = Waiting.NONE;
    boolean paceForbidsAll =
        !mayLeave(1, waiting.latestFromNanos(), nowNanos)
            && !mayLeave(1, waiting.earliestFromNanos(), nowNanos);
    for (int i = 0; i < waiting.size() && !paceForbidsAll; i++) {
      if (waiting.dueAtNanos(i) <= nowNanos
          && mayLeave(1, waiting.fromNanos(i), nowNanos)
          && (best == Waiting.NONE || goesBefore(i, best, nowNanos))) {
        best = i;
      }
    }
    return best;
  }

  private boolean goesBefore(int one, int other, long nowNanos) {
    long byPriority =
        priority(waiting.fromNanos(one), nowNanos) - priority(waiting.fromNanos(other), nowNanos);
    return byPriority != 0 ? byPriority > 0 : waiting.dueAtNanos(one) < waiting.dueAtNanos(other);
  }

  private static long priority(long oldestNanos, long nowNanos) {
    return Math.min(MAX_AGEING_STEPS, (nowNanos - oldestNanos) / AGEING_STEP_NANOS);
  }

  private boolean resend(int place, boolean isProbe, long nowNanos) {
    if (place == Waiting.NONE) {
      return false;
    }
    long from = waiting.fromNanos(place);
    long to = waiting.toNanos(place);
    int attempts = waiting.attempts(place);
    waiting.remove(place);
    Object pass = pass(from, to - from, attempts, nowNanos);
    sendAgain(from, to, attempts, isProbe, nowNanos).pass = pass;
    return true;
  }

  private void startFirst(boolean isProbe, long nowNanos) {
    Object pass = pass(oldestNanos(), spanNanos(nowNanos), 0, nowNanos);
    sendNext(isProbe, nowNanos).pass = pass;
  }

  private Object pass(long fromNanos, long spanNanos, int attempts, long nowNanos) {
    int events = (int) Cell.events(spanNanos);
    inFlight++;
    return gate.started(attempts, events, isBacklog(fromNanos, nowNanos), inFlight - 1, nowNanos);
  }

  @Override
  void completed(Exchange exchange, long nowNanos) {
    inFlight--;
    long waitNanos = gate.completed(exchange.pass, exchange.result, nowNanos);
    if (exchange.result != Result.OK) {
      waiting.add(nowNanos + waitNanos, exchange);
    }
  }

  private void plan(long nowNanos) {
    if (hasSlot(nowNanos)) {
      long rest = Math.max(nanosUntilWork(nowNanos), gate.nanosUntilOpen(nowNanos));
      planStep(nowNanos + Math.max(1, rest));
    }
  }

  private long nanosUntilWork(long nowNanos) {
    boolean toProbe = gate.leadsToProbe(nowNanos);
    long resend = toProbe || gate.mayResendFreely() ? 0 : gate.nanosUntilResend(nowNanos);
    long cut = Math.max(nanosUntilReady(nowNanos), paceNanos(0, oldestNanos(), toProbe, nowNanos));
    return Math.min(cut, Math.max(resend, nanosUntilDue(toProbe, nowNanos)));
  }

  private long nanosUntilDue(boolean toProbe, long nowNanos) {
    if (waiting.size() == 0) {
      return Long.MAX_VALUE;
    }
    long youngest = paceNanos(1, waiting.latestFromNanos(), toProbe, nowNanos);
    if (youngest == paceNanos(1, waiting.earliestFromNanos(), toProbe, nowNanos)) {
      return Math.max(youngest, waiting.earliestDueNanos() - nowNanos);
    }
    long nanos = Long.MAX_VALUE;
    for (int i = 0; i < waiting.size(); i++) {
      long mayLeave = paceNanos(1, waiting.fromNanos(i), toProbe, nowNanos);
      nanos = Math.min(nanos, Math.max(mayLeave, waiting.dueAtNanos(i) - nowNanos));
    }
    return nanos;
  }

  /** A probe keeps to no pace. */
  private long paceNanos(int attempts, long oldestNanos, boolean toProbe, long nowNanos) {
    return toProbe || !isBacklog(oldestNanos, nowNanos)
        ? 0
        : gate.nanosUntilTurn(attempts, oldestNanos, nowNanos);
  }
}
